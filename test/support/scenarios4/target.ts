import type {Scenario4, Seed4} from './scenario.ts'

/** A server under comparison. */
export interface Target4 {
  readonly name: string
  /** Starts it with the scenario's configuration and leases. */
  start(scenario: Scenario4): Promise<RunningTarget4>
}

export interface RunningTarget4 {
  /** The answer to a message, or undefined for silence. */
  exchange(bytes: Uint8Array): Promise<Uint8Array | undefined>
  /** Rows by address, as texts of Kea's file; times count from the start of the scenario. */
  leases(): Promise<readonly LeaseText[]>
  /** Values by name, of servers that count. */
  statistics?(): Promise<ReadonlyMap<string, number>>
  stop(): Promise<void>
}

export interface LeaseText {
  readonly address: string
  readonly hwaddr: string
  readonly clientId: string
  readonly validLifetime: string
  /** expire minus now, in seconds. */
  readonly expiresIn: number
  readonly subnetId: string
  readonly fqdn: string
  readonly hostname: string
  readonly state: string
  readonly userContext: string
}

const header = 'address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context'

/** Kea's lease file with these rows. */
export function leaseFile(seeds: readonly Seed4[], now: number): string {
  const rows = seeds.map(seed => {
    const lifetime = seed.validLifetime ?? 4000
    const cltt = now - (seed.age ?? 100)
    // Unlike the SQL column, the file counts an infinite lifetime in.
    const expire = cltt + lifetime
    const hostname = seed.hostname ?? ''
    const context = (seed.userContext ?? '').replaceAll(',', '&#x2c')
    const words = [seed.address, colons(seed.mac ?? ''), colons(seed.clientId ?? ''), lifetime, expire]
    return [...words, seed.subnetId ?? 1, 0, 0, hostname, seed.state ?? 0, context].join(',')
  })
  return `${[header, ...rows].join('\n')}\n`
}

/** The rows that hold at the end of a lease file. */
export function readLeaseFile(text: string, now: number): LeaseText[] {
  const rows = new Map<string, LeaseText>()
  for (const line of text.split('\n').slice(1)) {
    if (line === '') continue
    const words = line.split(',')
    const [address, hwaddr, clientId, validLifetime, expire, subnetId, forward, reverse, hostname, state, context] =
      words as [string, string, string, string, string, string, string, string, string, string, string]
    const expiresIn = Number(expire) - now
    const userContext = context.replaceAll('&#x2c', ',')
    const fqdn = `${forward}${reverse}`
    const row = {address, hwaddr, clientId, validLifetime, expiresIn, subnetId, fqdn, hostname, state, userContext}
    rows.set(address, row)
  }
  // Kea removes a row by writing it once more without a lifetime.
  return [...rows.values()].filter(row => row.validLifetime !== '0')
}

export function colons(hex: string): string {
  return hex.match(/../g)?.join(':') ?? ''
}
