import {from4} from '../engine/allocation4.ts'
import {poolsFor4} from '../engine/client4.ts'
import {decide4} from '../engine/decide4.ts'
import {firstLook4, guess4, type Look4, nextLook4, together4} from '../engine/look4.ts'
import type {Candidate4, DecidedOutcome4, PickedFor4} from '../engine/outcome4.ts'
import type {Rejecting4} from '../engine/rejection4.ts'
import type {Request4} from '../engine/request4.ts'
import type {Found4} from '../engine/sight4.ts'
import type {SubnetIndex4} from '../engine/subnet-index4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {Clock} from '../ports/clock.ts'
import type {HostSources4} from '../ports/host-sources.ts'
import type {LeaseStore4} from '../ports/lease-store.ts'
import type {FreeAddresses4} from './free-addresses4.ts'

export interface DeciderParts4 extends Rejecting4 {
  readonly index: SubnetIndex4
  readonly store: Pick<LeaseStore4, 'load4'>
  /** undefined = the configuration names no hosts database. */
  readonly hosts: HostSources4 | undefined
  readonly addresses: FreeAddresses4
  readonly clock: Clock
}

/** A decision and what it was taken on. */
export interface Decision4 {
  readonly outcome: DecidedOutcome4
  readonly seen: Found4
}

const nobody: readonly Candidate4[] = []

/** How often a decision is taken again because candidates were taken or more had to be seen. */
const MAX_ROUNDS = 6

/** Shows the engine what it asks for: one load for nearly every message, leases and reservations in the same moment. */
export class Decider4 {
  readonly #parts: DeciderParts4

  constructor(parts: DeciderParts4) {
    this.#parts = parts
  }

  /** Loads and decides until the decision has seen all that it asks for. `found`: what a moment ago was loaded for it. */
  async decide(
    request: Request4,
    found: Found4 | undefined,
    before: number,
  ): Promise<Decision4 | 'queue-full' | 'conflict'> {
    const {addresses, clock, index, rejected} = this.#parts
    let pickedFor = guess4(request, index)
    const picked = this.#candidates(request, pickedFor, before)
    // Nothing is awaited that is there: a turn of the queue for each message is what a busy server has least of.
    let candidates = picked instanceof Promise ? await picked : picked
    let seen = found ?? (await this.#load(firstLook4(request, index, candidates)))
    for (let round = before; round < before + MAX_ROUNDS; round++) {
      if (seen === 'full') return 'queue-full'
      const now = Math.floor(clock.millis() / 1000)
      const outcome = decide4(request, {found: seen, candidates, pickedFor, index, now, rejected})
      if (outcome.kind !== 'need') {
        addresses.settle(candidates, pickedAddress(outcome))
        return {outcome, seen}
      }
      for (const address of outcome.taken) addresses.used(address)
      if (outcome.addresses.length === 0) {
        if (outcome.taken.length === 0) addresses.settle(candidates, undefined)
        pickedFor = outcome.candidatesFor
        candidates = await this.#candidates(request, pickedFor, round + 1)
      }
      const wanted = [...outcome.addresses, ...candidates.map(({address}) => address)]
      const more = await this.#load(nextLook4(request, index, seen, wanted))
      seen = more === 'full' ? 'full' : together4(seen, more)
    }
    return 'conflict'
  }

  /** Leases and reservations in the same moment. */
  async #load({leases, hosts, addresses}: Look4): Promise<Found4 | 'full'> {
    const {store, hosts: sources} = this.#parts
    const rows = leases === undefined ? [] : store.load4(leases)
    if (sources === undefined || hosts === undefined) {
      const loaded = await rows
      return loaded === 'full' ? 'full' : {leases: loaded, hosts: [], addresses}
    }
    const [loaded, stored] = await Promise.all([rows, sources.load4(hosts)])
    return loaded === 'full' || stored === 'full' ? 'full' : {leases: loaded, hosts: stored, addresses}
  }

  #candidates(
    request: Request4,
    pickedFor: PickedFor4 | undefined,
    round: number,
  ): readonly Candidate4[] | Promise<readonly Candidate4[]> {
    if (pickedFor === undefined) return nobody
    const {addresses, index} = this.#parts
    const may = poolsFor4(pickedFor.client, index)
    const subnets = from4(pickedFor.from, request.subnets)
    const pick = () => addresses.pick(subnets, round, may)
    // Wrong twice: another server has filled the pool meanwhile, and guessing on would take one load per guess.
    const candidates = round >= 2 ? nobody : pick()
    return candidates.length > 0 ? candidates : this.#pickAnew(pick)
  }

  async #pickAnew(pick: () => readonly Candidate4[]): Promise<readonly Candidate4[]> {
    await this.#parts.addresses.refresh()
    return pick()
  }
}

/** What a client got because it asked for it does not count as picked, though it may have been the candidate. */
function pickedAddress(outcome: DecidedOutcome4): Ipv4 | undefined {
  return 'from' in outcome && outcome.from === 'candidate' ? outcome.lease.address : undefined
}
