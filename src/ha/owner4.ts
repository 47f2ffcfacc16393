import {loadBalancingHash} from './hash.ts'
import type {HaSetup} from './setup.ts'

/** DISCOVER, REQUEST, DECLINE, RELEASE and INFORM: every other type is anybody's. */
const shared: ReadonlySet<number> = new Set([1, 3, 4, 7, 8])

/** What high availability looks at in a query. */
export interface HaQuery4 {
  readonly messageType: number
  /** Data of option 61, its type byte included. */
  readonly clientId: Uint8Array | undefined
  readonly hwAddr: Uint8Array
}

/** Whose client it is, whoever serves it at the time. */
export interface HaOwner {
  /** Name of a server, which is the name of a scope too. */
  readonly name: string
  /** Served whatever the scopes of this server are. */
  readonly anybody: boolean
}

/** Undefined = nothing identifies the client: nobody answers it (facts: ha.md §4). */
export function ownerOf4({relationship, active}: HaSetup, query: HaQuery4): HaOwner | undefined {
  const first = active[0]!.name
  if (!shared.has(query.messageType)) return {name: first, anybody: true}
  if (relationship.mode !== 'load-balancing') return {name: first, anybody: false}
  const key = query.clientId?.length ? query.clientId : query.hwAddr
  if (key.length === 0) return undefined
  return {name: active[loadBalancingHash(key) % active.length]!.name, anybody: false}
}

export function isInScope(owner: HaOwner, scopes: readonly string[]): boolean {
  return owner.anybody || scopes.includes(owner.name)
}

/** Every query is a member of the class of its owner, in every mode. */
export function haClassOf(owner: HaOwner): string {
  return `HA_${owner.name}`
}
