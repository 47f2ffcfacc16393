import type {Ipv4} from '../../net-types/ipv4.ts'

/** What rules may know of the machine that the server is to run on. */
export interface Machine {
  /** Interfaces with their addresses. */
  readonly interfaces: ReadonlyMap<string, readonly Ipv4[]>
  /** Permission bits of a file or a directory; undefined when there is none, or it cannot be looked at. */
  readonly modeOf: (path: string) => number | undefined
}
