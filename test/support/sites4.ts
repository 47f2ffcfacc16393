import {readdirSync, readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {Issues} from '../../src/config/issues.ts'
import {readJson} from '../../src/config/json.ts'
import {plain} from '../../src/config/node.ts'
import type {Json, JsonMap} from '../../src/model/json.ts'

const folder = fileURLToPath(new URL('../../../test/fixtures/sites/', import.meta.url))

/** Configurations as sites have them: name of the file without its end -> text. */
export function siteTexts4(): Readonly<Record<string, string>> {
  const files = readdirSync(folder).filter(name => name.endsWith('.conf'))
  return Object.fromEntries(files.sort().map(name => [name.slice(0, -5), readFileSync(folder + name, 'utf8')]))
}

/** What belongs to the machine and not to the answers. */
const ofTheMachine = new Set([
  'interfaces-config',
  'lease-database',
  'hosts-database',
  'hosts-databases',
  'control-socket',
  'expired-leases-processing',
  'loggers',
  // Kea would answer in any order.
  'multi-threading',
])

/** The `Dhcp4` of a site for a server on loopback: private addresses are addresses of 127.0.0.0/8 there. */
export function siteOnLoopback4(name: string): JsonMap {
  const text = siteTexts4()[name]!
  const moved = text.replace(/\b10\.(?=\d+\.\d+\.\d)/g, '127.').replace(/\b192\.168\./g, '127.168.')
  const unread = () => {
    throw new Error('a site includes no files')
  }
  const root = plain(readJson(moved, name, unread, new Issues())) as JsonMap
  return without(root['Dhcp4']!) as JsonMap
}

function without(value: Json): Json {
  if (Array.isArray(value)) return value.map(without)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key]) => key !== 'interface' && !ofTheMachine.has(key))
  return Object.fromEntries(kept.map(([key, member]) => [key, without(member)]))
}
