import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {Backend} from '../session.ts'
import {parseStep, type Step, versionOfFile} from './step.ts'
import {compareVersions, type Version} from './version.ts'

const folder = fileURLToPath(new URL('../../../../migrations/', import.meta.url))

/** Reads the steps of a folder, oldest first. */
function readChain(directory: string): readonly Step[] {
  const steps = readdirSync(directory)
    .filter(name => name.endsWith('.sql'))
    .map(name => parseStep(name, readFileSync(join(directory, name), 'utf8')))
    .sort((a, b) => compareVersions(a.version, b.version))
  if (steps.length === 0) throw new Error(`no migration files in ${directory}`)
  return steps
}

/** The steps that this release brings for a backend, oldest first. */
export function chainOf(backend: Backend): readonly Step[] {
  return readChain(join(folder, backend))
}

/** The schema version that this release needs, from file names alone: cheap enough for every reconnect. */
export function requiredVersion(backend: Backend): Version {
  const versions = readdirSync(join(folder, backend)).flatMap(name => versionOfFile(name) ?? [])
  const head = versions.sort(compareVersions).at(-1)
  if (head === undefined) throw new Error(`no migration files for ${backend}`)
  return head
}
