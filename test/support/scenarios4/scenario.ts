/** A story told to a DHCPv4 server: configuration, leases that are already there, messages in turn. */
export interface Scenario4 {
  readonly name: string
  /** Laid over `baseConfig`: a key replaces the one there. */
  readonly config?: Readonly<Record<string, unknown>>
  readonly leases?: readonly Seed4[]
  readonly steps: readonly Query4[]
  /** Options 51, 58 and 59 say what is left, so that clocks of two runs may be apart. */
  readonly countsDown?: true
  /** Where the servers are known to differ: field paths as `compare` names them ("1.option 12", "leases") and why that is right. */
  readonly differences?: Readonly<Record<string, string>>
}

/** A lease that is there before the first message. */
export interface Seed4 {
  readonly address: string
  readonly mac?: string
  readonly clientId?: string
  readonly validLifetime?: number
  /** Seconds since the client was last heard. */
  readonly age?: number
  readonly subnetId?: number
  readonly hostname?: string
  readonly state?: number
  readonly userContext?: string
}

/** One message of a client. Option contents are hex. */
export interface Query4 {
  /** Option 53; 0 leaves it out. */
  readonly type: number
  readonly op?: number
  readonly mac?: string
  readonly htype?: number
  readonly clientId?: string
  /** Relay; '0.0.0.0' for a direct message. */
  readonly giaddr?: string
  readonly ciaddr?: string
  readonly hops?: number
  readonly secs?: number
  readonly flags?: number
  /** Option 50: an address, or 'offered' for the yiaddr of the latest answer. */
  readonly ask?: string
  /** Option 54. */
  readonly server?: string
  /** Option 55. */
  readonly prl?: readonly number[]
  readonly options?: Readonly<Record<number, string>>
}

export const RELAY = '127.0.1.1'
export const SERVER = '127.0.0.1'
export const MAC = '020000000001'
export const OTHER = '020000000002'

/** One subnet of five addresses behind the relay 127.0.1.1. */
const baseConfig = {
  'valid-lifetime': 4000,
  subnet4: [{id: 1, subnet: '127.0.1.0/24', pools: [{pool: '127.0.1.10 - 127.0.1.14'}]}],
}

export function subnet(more: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {subnet4: [{...baseConfig.subnet4[0], ...more}]}
}

/** The whole `Dhcp4` map; servers add their lease database and interfaces. */
export function configOf(scenario: Scenario4): Record<string, unknown> {
  return {
    'expired-leases-processing': {'reclaim-timer-wait-time': 0},
    ...baseConfig,
    ...scenario.config,
  }
}
