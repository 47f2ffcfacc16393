import {openLeaseStore4} from '../../src/db/lease-stores.ts'
import {BATCHES} from '../../src/ha/messages/capabilities.ts'
import {readLease4} from '../../src/ha/messages/page4.ts'
import {keaText} from '../../src/ha/messages/text.ts'
import type {SyncProgress} from '../../src/ha/sync-progress.ts'
import type {Json, JsonMap} from '../../src/model/json.ts'
import type {Lease4} from '../../src/model/lease4.ts'
import {formatIpv4, parseIpv4} from '../../src/net-types/ipv4.ts'
import {type LeaseChange4, type LeaseStore4, StoreError} from '../../src/ports/lease-store.ts'
import type {LogFields} from '../../src/ports/log.ts'
import {PeerError, type PeerRequest} from '../../src/ports/peers.ts'
import type {SyncOutcome4, SyncParts4} from '../../src/server/ha/sync-parts4.ts'
import {synchronize4} from '../../src/server/ha/synchronize4.ts'
import type {MessageId} from '../../src/server/messages.ts'

/** A lease as pages have it. */
export function pageLease(n: number, change: JsonMap = {}): JsonMap {
  const address = formatIpv4((0x0a4d0000 + n) as Parameters<typeof formatIpv4>[0])
  return {
    cltt: 1_795_366_309,
    'fqdn-fwd': false,
    'fqdn-rev': false,
    hostname: '',
    'hw-address': `02:00:00:00:${Buffer.from([n >> 8, n & 255])
      .toString('hex')
      .replace(/(..)(..)/, '$1:$2')}`,
    'ip-address': address,
    state: 0,
    'subnet-id': 1,
    'valid-lft': 600,
    ...change,
  }
}

/** That many of them. */
export function pageLeases(count: number, first = 0): JsonMap[] {
  return Array.from({length: count}, (_, index) => pageLease(first + index))
}

/** The row that a lease of a page becomes. */
export function rowOf(value: Json): Lease4 {
  return readLease4(value) as Lease4
}

export interface Asked {
  readonly command: string
  readonly arguments?: JsonMap
  readonly timeout: number
}

/** What a partner answers; undefined = it cannot be reached; nothing said = as one that is well. */
export type SyncScript = (asked: Asked, count: number) => JsonMap | undefined | 'well'

/** A synchronization without the wire: the partner's leases are a list, this server's are in memory. */
export class SyncLab4 {
  readonly store: LeaseStore4
  readonly asked: Asked[] = []
  readonly lines: [MessageId, LogFields][] = []
  readonly applied: [LeaseChange4, Lease4 | undefined][] = []
  readonly abort = new AbortController()
  /** In address order. */
  theirs: readonly Json[] = []
  /** What its heartbeats count, which are not among `asked`; undefined = they fail. */
  unsent: number | undefined
  /** Whether its heartbeats are not answered at all. */
  heartbeatsLost = false
  script: SyncScript = () => 'well'
  reach: () => LeaseStore4
  progress: SyncProgress | undefined
  /** Whether the partner is a keats. */
  isKeats = false
  now = 1_795_366_400_000

  private constructor(store: LeaseStore4) {
    this.store = store
    this.reach = () => store
  }

  static async open(): Promise<SyncLab4> {
    const access = {type: 'memfile', name: '', persist: false, lfcInterval: 0, maxRowErrors: 0} as const
    return new SyncLab4(await openLeaseStore4(access, {queued: 100}))
  }

  /** One whose partner has these leases, and this server those. */
  static async with(theirs: readonly Json[], mine: readonly Json[] = []): Promise<SyncLab4> {
    const lab = await SyncLab4.open()
    lab.theirs = theirs
    if (mine.length > 0) await lab.store.commit4(mine.map(value => ({kind: 'create', lease: rowOf(value)})))
    return lab
  }

  run(limit: number, change: Partial<SyncParts4> = {}): Promise<SyncOutcome4> {
    return synchronize4({
      relationship: {peers: [], syncTimeout: 60_000, syncPageLimit: limit},
      sender: {name: 'server1', newer: false},
      partner: 'server2',
      line: {ask: request => this.#ask(request), renew: () => {}, close: () => {}},
      store: () => this.reach(),
      applied: (changes, formers) => {
        for (const [index, one] of changes.entries()) this.applied.push([one, formers[index]])
      },
      wall: () => this.now,
      log: {write: (id, fields = {}) => void this.lines.push([id, fields]), enabled: () => true},
      progress: progress => {
        this.progress = progress
      },
      signal: this.abort.signal,
      ...change,
    })
  }

  /** Commands in their order, pages with the address that they begin behind. */
  get talk(): readonly string[] {
    return this.asked.map(({command, arguments: args}) =>
      command === 'lease4-get-page' ? `page ${args!['from']}` : command,
    )
  }

  /** Ids of lines, without those of single leases. */
  get ids(): readonly MessageId[] {
    return this.lines.map(([id]) => id).filter(id => id !== 'HA_LEASE_SYNC_STALE_LEASE4_SKIP')
  }

  async mine(): Promise<readonly Lease4[]> {
    return this.store.find4({by: 'all'}, undefined, 1_000_000)
  }

  async #ask({body, timeout, signal}: PeerRequest): Promise<string> {
    await new Promise(resolve => setImmediate(resolve))
    signal?.throwIfAborted()
    const asked = {...(JSON.parse(body) as Asked), timeout}
    if (asked.command === 'ha-heartbeat') {
      if (this.heartbeatsLost) throw new PeerError('TIMEOUT', 'no answer')
      return keaText([this.#beat()])
    }
    this.asked.push(asked)
    const answer = this.script(asked, this.asked.length)
    if (answer === undefined) throw new PeerError('ECONNREFUSED', 'nobody there')
    return keaText([answer === 'well' ? this.#answer(asked) : answer])
  }

  #beat(): JsonMap {
    if (this.unsent === undefined) return {result: 1, text: 'it does not say'}
    const date = new Date(this.now).toUTCString()
    const args = {state: 'partner-down', 'date-time': date, scopes: [], 'unsent-update-count': this.unsent}
    if (this.isKeats) return {result: 0, text: 'status', arguments: {...args, [BATCHES]: 1}}
    return {result: 0, text: 'status', arguments: args}
  }

  #answer({command, arguments: args}: Asked): JsonMap {
    if (command !== 'lease4-get-page') return {result: 0, text: 'yes'}
    const {from, limit} = args as {from: string; limit: number}
    const after = parseIpv4(from) ?? -1
    const leases = this.theirs.filter(lease => parseIpv4((lease as {'ip-address': string})['ip-address'])! > after)
    const page = leases.slice(0, limit)
    return {result: page.length === 0 ? 3 : 0, text: 'leases', arguments: {count: page.length, leases: page}}
  }
}

/** A store whose commits a test answers itself, as often as it wants. */
export function withCommits(store: LeaseStore4, outcome: () => 'ok' | 'conflict' | 'full' | StoreError): LeaseStore4 {
  const commit4: LeaseStore4['commit4'] = changes => {
    const answer = outcome()
    if (answer === 'full') return 'full'
    if (answer instanceof StoreError) return Promise.reject(answer)
    return answer === 'ok' ? store.commit4(changes) : Promise.resolve(answer)
  }
  return {
    load4: keys => store.load4(keys),
    commit4,
    expired4: (before, limit) => store.expired4(before, limit),
    deleteReclaimed4: before => store.deleteReclaimed4(before),
    page4: (first, last, after, limit) => store.page4(first, last, after, limit),
    find4: (filter, after, limit) => store.find4(filter, after, limit),
    counts4: () => store.counts4(),
    limitCounts4: (classes, ids) => store.limitCounts4(classes, ids),
    close: () => store.close(),
  }
}
