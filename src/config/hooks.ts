import {plain} from './node.ts'
import type {Section} from './section.ts'

/** Libraries of Kea whose commands are part of keats, by file name. */
const builtIn: ReadonlySet<string> = new Set(['libdhcp_lease_cmds.so'])

/**
 * `hooks-libraries`. keats loads none: a library is accepted when what it brings to Kea is in keats anyway (and there with or
 * without this entry), so that a Kea's configuration can be taken as it is. It is known by its file name, whatever the
 * directory: the file need not be there. Answers the accepted ones as they are written.
 */
export function readHooks(root: Section): readonly string[] {
  const libraries: string[] = []
  for (const entry of root.maps('hooks-libraries')) {
    const library = entry.string('library')
    entry.required('library')
    const accepted = library !== undefined && isBuiltIn(entry, library)
    const parameters = entry.node('parameters')
    if (accepted && parameters !== undefined && !isEmptyMap(plain(parameters))) {
      entry.error('parameters', 'expected an empty map: this library has no parameters')
    }
    if (accepted) libraries.push(library)
    entry.finish()
  }
  return libraries
}

function isBuiltIn(entry: Section, library: string): boolean {
  const name = library.slice(library.lastIndexOf('/') + 1)
  if (builtIn.has(name)) return true
  const known = [...builtIn].join(', ')
  entry.error('library', `library ${JSON.stringify(name)} is not supported by keats yet; only ${known} is accepted`)
  return false
}

function isEmptyMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
}
