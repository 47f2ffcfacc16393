import assert from 'node:assert/strict'
import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, test} from 'node:test'
import {fileURLToPath} from 'node:url'
import {loadConfig4} from '../../src/cli/dhcp4-config.ts'
import {scratchDirectory} from '../support/databases.ts'
import {startKea4} from '../support/kea4.ts'
import {writeConfig4} from '../support/loopback4.ts'

const fixture = fileURLToPath(new URL('../../../test/fixtures/hook-cases4.txt', import.meta.url))

interface Case {
  /** '' = none are given. */
  readonly parameters: string
  readonly difference: string | undefined
}

/** By the name of the library. */
function readCases(): ReadonlyMap<string, readonly Case[]> {
  const found = new Map<string, Case[]>()
  let cases: Case[] = []
  let difference: string | undefined
  for (const line of readFileSync(fixture, 'utf8').trimEnd().split('\n')) {
    if (line.startsWith('#')) continue
    if (line.startsWith('== ')) {
      cases = []
      found.set(line.slice(3), cases)
    } else if (line.startsWith('-- ')) difference = line.slice(3)
    else {
      cases.push({parameters: line, difference})
      difference = undefined
    }
  }
  return found
}

function withPaths(parameters: string): string {
  const paths = {SCRIPT: 'hook-script', PLAIN: 'hook-plain', FOLDER: 'hook-folder'}
  return parameters.replace(/SCRIPT|PLAIN|FOLDER/, word => join(scratchDirectory(), paths[word as keyof typeof paths]))
}

function makePaths(): void {
  const at = (name: string) => join(scratchDirectory(), name)
  writeFileSync(at('hook-script'), '#!/bin/sh\n')
  writeFileSync(at('hook-plain'), '#!/bin/sh\n')
  chmodSync(at('hook-script'), 0o755)
  chmodSync(at('hook-plain'), 0o644)
  mkdirSync(at('hook-folder'), {recursive: true})
}

/** Undefined = it starts. */
async function refusalOf(start: () => Promise<unknown> | unknown): Promise<string | undefined> {
  try {
    await start()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('parameters of hook libraries: the real Kea and keats take the same', () => {
  makePaths()
  for (const [name, cases] of readCases()) {
    test(name, async () => {
      for (const {parameters, difference} of cases) {
        const library = `/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_${name}.so`
        const given = parameters === '' ? {} : {parameters: JSON.parse(withPaths(parameters)) as object}
        const config = {
          'interfaces-config': {interfaces: []},
          'lease-database': {type: 'memfile', persist: false},
          'hooks-libraries': [{library, ...given}],
        }
        const kea = await refusalOf(async () => (await startKea4(config)).stop())
        const ours = await refusalOf(() => loadConfig4(writeConfig4(config)))
        const same = (kea === undefined) === (ours === undefined)
        assert.equal(same, difference === undefined, `${parameters}\nKea: ${kea ?? 'taken'}\nkeats: ${ours ?? 'taken'}`)
      }
    })
  }
})
