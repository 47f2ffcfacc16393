import {type Hooks4, noHooks4} from '../model/hooks4.ts'
import {readHighAvailability} from './ha/high-availability.ts'
import {readFlexId} from './hooks/flex-id.ts'
import {readFlexOption} from './hooks/flex-option.ts'
import type {HookContext, HookReader} from './hooks/hook-reader.ts'
import {readRunScript} from './hooks/run-script.ts'
import type {Section} from './section.ts'

const without =
  (result: ReturnType<HookReader>): HookReader =>
  () =>
    result

/** Its commands, or its database, are part of keats, with or without the entry. */
const builtIn = without({})

const readHa: HookReader = (parameters, entry, {environment}) => ({
  ha: readHighAvailability(parameters, entry, environment),
})

const readers: Readonly<Record<string, HookReader>> = {
  'libdhcp_lease_cmds.so': builtIn,
  'libdhcp_stat_cmds.so': builtIn,
  'libdhcp_host_cmds.so': builtIn,
  'libdhcp_subnet_cmds.so': builtIn,
  'libdhcp_mysql.so': builtIn,
  'libdhcp_pgsql.so': builtIn,
  'libdhcp_mysql_cb.so': builtIn,
  'libdhcp_pgsql_cb.so': builtIn,
  'libdhcp_cb_cmds.so': builtIn,
  'libdhcp_limits.so': without({limits: true}),
  'libdhcp_bootp.so': without({bootp: true}),
  'libdhcp_ha.so': readHa,
  'libdhcp_flex_id.so': readFlexId,
  'libdhcp_flex_option.so': readFlexOption,
  'libdhcp_run_script.so': readRunScript,
}

const BOOTP = 'libdhcp_bootp.so'
const FLEX_OPTION = 'libdhcp_flex_option.so'

/**
 * `hooks-libraries`. keats loads none: what the libraries bring to Kea is in keats, and an entry turns it on and tells it its
 * parameters. A library is known by its file name, whatever the directory: the file need not be there. Of two entries of
 * one library the later counts, as in Kea.
 */
export function readHooks(
  root: Section,
  context: HookContext,
): {readonly hooksLibraries: readonly string[]; readonly hooks: Hooks4} {
  const libraries: string[] = []
  let hooks = noHooks4
  for (const entry of root.maps('hooks-libraries')) {
    const library = entry.string('library')
    entry.required('library')
    const read = library === undefined ? undefined : readerOf(entry, library)
    const parameters = parametersOf(entry)
    if (library !== undefined && read !== undefined) {
      if (libraries.some(other => fileName(other) === fileName(library))) {
        entry.warn('library', `${fileName(library)} is here twice: the parameters of the last one count`)
      }
      libraries.push(library)
      hooks = {...hooks, ...read(parameters, entry, context)}
      parameters?.finish()
    }
    entry.finish()
  }
  const names = libraries.map(fileName)
  const bootpFirst = names.includes(BOOTP) && names.indexOf(BOOTP) < names.indexOf(FLEX_OPTION)
  return {hooksLibraries: libraries, hooks: {...hooks, bootpFirst}}
}

function readerOf(entry: Section, library: string): HookReader | undefined {
  const name = fileName(library)
  if (Object.hasOwn(readers, name)) return readers[name]
  const known = Object.keys(readers).join(', ')
  return entry.error('library', `library ${JSON.stringify(name)} is not supported by keats yet; known are ${known}`)
}

function fileName(library: string): string {
  return library.slice(library.lastIndexOf('/') + 1)
}

/** An empty map says nothing, and most libraries of Kea are written with one. */
function parametersOf(entry: Section): Section | undefined {
  const node = entry.node('parameters')
  return node === undefined || (node.kind === 'map' && node.entries.size === 0) ? undefined : entry.map('parameters')
}
