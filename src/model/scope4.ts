import type {Ipv4} from '../net-types/ipv4.ts'
import type {OptionDefinition} from '../wire/option-definition.ts'

// What may stand at several levels of a configuration: global, shared network, subnet, pool, class, host.

/** JSON object kept as given, returned by config-get and stored with what it belongs to. */
export type UserContext = {readonly [key: string]: unknown}

/** Seconds. min <= default <= max, always; 0xffffffff is infinite. */
export interface Lifetime {
  readonly min: number
  readonly default: number
  readonly max: number
}

/** One entry of `option-data`, encoded. */
export interface ConfiguredOption4 {
  readonly code: number
  /** 'dhcp4', or the space that a parent option encapsulates. */
  readonly space: string
  /** Content as on the wire; empty with `never-send` and for empty options. */
  readonly data: Uint8Array
  readonly alwaysSend: boolean
  readonly neverSend: boolean
  /** Only for members of one of them; [] = for everyone. */
  readonly clientClasses: readonly string[]
  readonly userContext: UserContext | undefined
  /**
   * Content of its own, without sub-options, and what reads it. Only in lists that have sub-options for some classes: there
   * `data` is what clients of no class get.
   */
  readonly own?: {readonly data: Uint8Array; readonly definition: OptionDefinition | undefined}
  /** What the definitions of the global level call it, for config-get. */
  readonly name?: string | undefined
}

export interface BootFields4 {
  readonly nextServer: Ipv4
  readonly serverHostname: string
  readonly bootFileName: string
}
