/** At most so many packets within so many seconds. */
export interface RateLimit {
  readonly packets: number
  readonly seconds: number
}

/** Bounds of a client class or a subnet; undefined = none. */
export interface Limit4 {
  readonly rate: RateLimit | undefined
  /** Leases in force at one time. */
  readonly addresses: number | undefined
}

/** What the hook of limits was told, in the user contexts of classes and subnets. */
export interface Limits4 {
  readonly classes: ReadonlyMap<string, Limit4>
  /** By id. */
  readonly subnets: ReadonlyMap<number, Limit4>
  /** Classes that leases are counted by: the names stand in the user context of every lease. Empty = nobody asks. */
  readonly counted: ReadonlySet<string>
}
