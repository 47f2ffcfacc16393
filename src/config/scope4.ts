import type {Lifetime, Subnet4} from '../model/config4.ts'
import {type Ipv4, parseIpv4} from '../net-types/ipv4.ts'
import {type NameScope4, readNameScope4} from './names4.ts'
import {type ReservationScope4, readReservationScope4} from './reservation-modes4.ts'
import type {Section} from './section.ts'

/** What may stand at global, shared-network and subnet level; undefined = not said there. */
export interface Scope4 extends ReservationScope4, NameScope4 {
  readonly validLifetime: number | undefined
  readonly minValidLifetime: number | undefined
  readonly maxValidLifetime: number | undefined
  readonly renewTimer: number | undefined
  readonly rebindTimer: number | undefined
  readonly calculateTeeTimes: boolean | undefined
  readonly t1Percent: number | undefined
  readonly t2Percent: number | undefined
  readonly matchClientId: boolean | undefined
  readonly authoritative: boolean | undefined
  readonly nextServer: Ipv4 | undefined
  readonly serverHostname: string | undefined
  readonly bootFileName: string | undefined
  readonly allocator: Subnet4['allocator'] | undefined
  readonly storeExtendedInfo: boolean | undefined
  readonly offerLifetime: number | undefined
  readonly cacheThreshold: number | undefined
  readonly cacheMaxAge: number | undefined
}

export const UINT32 = 0xffffffff

export function readScope4(section: Section): Scope4 {
  return {
    validLifetime: section.integer('valid-lifetime', 0, UINT32),
    minValidLifetime: section.integer('min-valid-lifetime', 0, UINT32),
    maxValidLifetime: section.integer('max-valid-lifetime', 0, UINT32),
    renewTimer: section.integer('renew-timer', 0, UINT32),
    rebindTimer: section.integer('rebind-timer', 0, UINT32),
    calculateTeeTimes: section.boolean('calculate-tee-times'),
    t1Percent: section.float('t1-percent'),
    t2Percent: section.float('t2-percent'),
    matchClientId: section.boolean('match-client-id'),
    authoritative: section.boolean('authoritative'),
    nextServer: readNextServer(section),
    serverHostname: readField(section, 'server-hostname', 63),
    bootFileName: readField(section, 'boot-file-name', 128),
    allocator: readAllocator(section),
    storeExtendedInfo: section.boolean('store-extended-info'),
    offerLifetime: section.integer('offer-lifetime', 0, UINT32),
    cacheThreshold: section.float('cache-threshold'),
    cacheMaxAge: section.integer('cache-max-age', 0, UINT32),
    ...readReservationScope4(section),
    ...readNameScope4(section, 'ddns-'),
  }
}

/** What the inner scope says, else what the outer one does. Minimum and maximum are inherited one by one, as in Kea. */
export function inherit4(outer: Scope4, inner: Scope4): Scope4 {
  const entries = Object.entries(inner).map(([key, value]) => [key, value ?? outer[key as keyof Scope4]])
  return Object.fromEntries(entries) as unknown as Scope4
}

export function lifetimeOf(scope: Scope4): Lifetime {
  const value = scope.validLifetime ?? 7200
  return {min: scope.minValidLifetime ?? value, default: value, max: scope.maxValidLifetime ?? value}
}

/**
 * Either bound of lease caching turns it on, and either turns it off: a threshold that is not within (0, 1], an age of 0
 * (facts: server.md §5.6).
 */
export function cacheOf({cacheThreshold, cacheMaxAge}: Scope4): Pick<Subnet4, 'cacheThreshold' | 'cacheMaxAge'> {
  const off = {cacheThreshold: 0, cacheMaxAge: 0}
  if (cacheMaxAge === 0 || (cacheThreshold === undefined && cacheMaxAge === undefined)) return off
  const threshold = cacheThreshold ?? 1
  return threshold > 0 && threshold <= 1 ? {cacheThreshold: threshold, cacheMaxAge: cacheMaxAge ?? 0} : off
}

/** min <= default <= max, with what is inherited taken into account. */
export function checkLifetime(section: Section, scope: Scope4): void {
  const {min, default: value, max} = lifetimeOf(scope)
  const key = ['min-valid-lifetime', 'max-valid-lifetime', 'valid-lifetime'].find(name => section.has(name))
  if (min <= value && value <= max) return
  section.error(
    key ?? 'valid-lifetime',
    `expected min-valid-lifetime <= valid-lifetime <= max-valid-lifetime, found ${min}, ${value}, ${max}`,
  )
}

/** Timers of a subnet or shared network; Kea does not look at those of the global level by themselves. */
export function checkTimers(section: Section, scope: Scope4): void {
  const {renewTimer, rebindTimer} = scope
  if (renewTimer !== undefined && rebindTimer !== undefined && renewTimer > rebindTimer) {
    const key = section.has('renew-timer') ? 'renew-timer' : 'rebind-timer'
    section.error(key, `expected renew-timer <= rebind-timer, found ${renewTimer} and ${rebindTimer}`)
  }
  if (scope.calculateTeeTimes !== true) return
  const [t1, t2] = [scope.t1Percent ?? 0.5, scope.t2Percent ?? 0.875]
  if (t1 > 0 && t1 < t2 && t2 < 1) return
  const key = section.has('t1-percent') ? 't1-percent' : 't2-percent'
  section.error(key, `expected 0.0 < t1-percent < t2-percent < 1.0, found ${t1} and ${t2}`)
}

function readNextServer(section: Section): Ipv4 | undefined {
  const text = section.string('next-server')
  if (text === undefined || text === '') return undefined
  return parseIpv4(text) ?? section.error('next-server', `expected an IPv4 address, found ${JSON.stringify(text)}`)
}

/** Bounds as Kea's: sname keeps its last byte for a zero, file does not. */
export function readField(section: Section, key: string, max: number): string | undefined {
  const text = section.string(key)
  if (text === undefined || text === '') return undefined
  const bytes = Buffer.byteLength(text)
  return bytes <= max ? text : section.error(key, `expected at most ${max} bytes, found ${bytes}`)
}

function readAllocator(section: Section): Subnet4['allocator'] | undefined {
  const word = section.word('allocator', ['iterative', 'random', 'flq', 'shared-flq'])
  if (word !== 'shared-flq') return word
  return section.error('allocator', `"${word}" is known to Kea, not supported by keats; "flq" is`)
}
