import type {Ipv4} from '../net-types/ipv4.ts'
import type {ReadFile} from './source.ts'

/** What a configuration may refer to outside of its text. */
export interface Environment {
  /** Text of an included file; throws when there is none. Relative paths are relative to the process, as in Kea. */
  readonly readFile: ReadFile
  /** Where a database file goes that the configuration does not name. */
  readonly stateDirectory: string
  /** Interfaces of this machine with their addresses; undefined = names are not checked. */
  readonly interfaces?: ReadonlyMap<string, readonly Ipv4[]>
  /** Why the file of this path cannot be run as a program; undefined = it can. Without this function paths are not checked. */
  readonly programFault?: (path: string) => string | undefined
}
