import {type Admission4, type AdmitFacts4, admit4, type Early4} from '../../../src/engine/admit.ts'
import {from4} from '../../../src/engine/allocation4.ts'
import {answer4} from '../../../src/engine/answer4.ts'
import {poolsFor4} from '../../../src/engine/client4.ts'
import {decide4} from '../../../src/engine/decide4.ts'
import {FreeMap4} from '../../../src/engine/free-map.ts'
import {firstLook4, guess4, type Look4, nextLook4, together4} from '../../../src/engine/look4.ts'
import type {Candidate4, DecidedOutcome4, PickedFor4} from '../../../src/engine/outcome4.ts'
import type {Arrival4, Request4} from '../../../src/engine/request4.ts'
import {indexSubnets4, type SubnetIndex4} from '../../../src/engine/select-subnet.ts'
import type {Found4} from '../../../src/engine/sight4.ts'
import {withStash4} from '../../../src/engine/stash4.ts'
import type {ServerConfig4} from '../../../src/model/config4.ts'
import {GLOBAL_SUBNET, type Host4} from '../../../src/model/host4.ts'
import type {Lease4} from '../../../src/model/lease4.ts'
import type {Ipv4} from '../../../src/net-types/ipv4.ts'
import type {HostKeys4} from '../../../src/ports/host-store.ts'
import type {LeaseChange4, LeaseKeys4} from '../../../src/ports/lease-store.ts'
import type {Destination4} from '../../../src/ports/transport4.ts'
import type {EncodeOptions4} from '../../../src/wire/encode4.ts'
import type {Message4} from '../../../src/wire/message4.ts'

export interface Handled4 {
  readonly request: Request4 | undefined
  readonly outcome: DecidedOutcome4
  readonly reply: Message4 | undefined
  readonly destination: Destination4 | undefined
  readonly encoding?: EncodeOptions4
}

/** The smallest server around the engine: rows in a Map, one message at a time. */
export class EngineDriver4 {
  readonly config: ServerConfig4
  readonly rows = new Map<Ipv4, Lease4>()
  readonly freeMap: FreeMap4
  readonly #index: SubnetIndex4
  /** Unix seconds. */
  now: number

  readonly #stored: readonly Host4[]

  /** `stored`: reservations of a hosts database, which the configuration must name. */
  constructor(config: ServerConfig4, leases: readonly Lease4[], now: number, stored: readonly Host4[] = []) {
    this.config = config
    this.#stored = stored
    this.#index = indexSubnets4(config)
    this.freeMap = new FreeMap4(config)
    this.now = now
    for (const lease of leases) {
      this.rows.set(lease.address, lease)
      this.freeMap.see(lease, now)
    }
  }

  handle(message: Message4, arrival: Arrival4): Handled4 {
    const serverIds = new Set([arrival.local.address])
    const facts = {arrival, index: this.#index, serverIds}
    const admitted = this.#admit(message, facts)
    if (admitted.kind !== 'go') {
      const outcome: Handled4['outcome'] = admitted.kind === 'drop' ? admitted : {kind: 'drop', reason: 'class-drop'}
      return {request: undefined, outcome, reply: undefined, destination: undefined}
    }
    const {request} = admitted
    const outcome = this.#decide(request)
    if ('changes' in outcome) this.#commit(outcome.changes)
    if (outcome.kind === 'drop' || outcome.kind === 'released' || outcome.kind === 'declined') {
      return {request, outcome, reply: undefined, destination: undefined}
    }
    return {request, outcome, ...answer4(request, outcome, this.#index)}
  }

  /** What a server would load first is looked up in the maps. */
  #admit(received: Message4, facts: AdmitFacts4): Admission4 {
    let message = received
    let early: Early4 = {}
    let admitted = admit4(message, facts)
    while (admitted.kind === 'early' || admitted.kind === 'stash') {
      const {client} = admitted
      if (admitted.kind === 'stash') {
        const found = withStash4(message, client, [...this.rows.values()])
        message = found.message
        early = {...early, stash: found.stash}
      } else {
        const {identifiers} = client
        const stored = this.#hosts({subnetIds: [GLOBAL_SUBNET], identifiers, addresses: []})
        early = {...early, hosts: [...this.#index.reservations.global(identifiers), ...stored]}
      }
      admitted = admit4(message, facts, early)
    }
    return admitted
  }

  #decide(request: Request4): DecidedOutcome4 {
    let pickedFor = guess4(request, this.#index)
    let candidates = this.#take(request, pickedFor)
    let found = this.#look(firstLook4(request, this.#index, candidates))
    for (let round = 0; ; round++) {
      const outcome = decide4(request, {found, candidates, pickedFor, index: this.#index, now: this.now})
      if (outcome.kind !== 'need') {
        const used = (outcome.kind === 'ack' || outcome.kind === 'offer') && outcome.from === 'candidate'
        if (!used) for (const candidate of candidates) this.freeMap.giveBack(candidate)
        return outcome
      }
      if (round > 100_000) throw new Error('the free map hands out addresses that are taken')
      for (const address of outcome.taken) this.freeMap.use(address)
      if (outcome.addresses.length === 0) {
        if (outcome.taken.length === 0) for (const candidate of candidates) this.freeMap.giveBack(candidate)
        pickedFor = outcome.candidatesFor
        candidates = this.#take(request, pickedFor)
      }
      const wanted = [...outcome.addresses, ...candidates.map(({address}) => address)]
      found = together4(found, this.#look(nextLook4(request, this.#index, found, wanted)))
    }
  }

  #take(request: Request4, pickedFor: PickedFor4 | undefined): readonly Candidate4[] {
    if (pickedFor === undefined) return []
    const may = poolsFor4(pickedFor.client, this.#index)
    return this.freeMap.take(from4(pickedFor.from, request.subnets), 1, () => 0.5, may)
  }

  #look({leases, hosts, addresses}: Look4): Found4 {
    return {leases: this.#load(leases), hosts: hosts === undefined ? [] : this.#hosts(hosts), addresses}
  }

  #hosts({subnetIds, identifiers, addresses}: HostKeys4): Host4[] {
    return this.#stored.filter(
      ({subnetId, identifier, address}) =>
        subnetIds.includes(subnetId!) &&
        (identifiers.some(({type, value}) => type === identifier.type && value === identifier.value) ||
          addresses.includes(address!)),
    )
  }

  #load(keys: LeaseKeys4 | undefined): Lease4[] {
    if (keys === undefined) return []
    const addresses = new Set(keys.addresses)
    return [...this.rows.values()].filter(
      row =>
        addresses.has(row.address) ||
        (keys.clientId !== undefined && row.clientId === keys.clientId) ||
        (keys.hwAddr !== undefined && row.hwAddr === keys.hwAddr),
    )
  }

  #commit(changes: readonly LeaseChange4[]): void {
    for (const change of changes) {
      const address = change.kind === 'delete' ? change.address : change.lease.address
      const before = this.rows.get(address)
      const expected = change.kind === 'create' ? undefined : change.expected
      if (before?.expire !== expected) throw new Error(`conflict in ${JSON.stringify(change)}`)
      if (change.kind === 'delete') this.rows.delete(address)
      else this.rows.set(address, change.lease)
    }
    this.freeMap.apply(changes, this.now)
  }
}
