import {chainKeyOf4, wantedAddress4} from '../engine/keys.ts'
import type {Request4} from '../engine/request4.ts'
import type {Found4} from '../engine/sight4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import {messageType4} from '../wire/message4.ts'

interface RecentOffer {
  readonly address: Ipv4
  readonly hwAddr: string
  readonly found: Found4
  readonly millis: number
}

/** A client answers an OFFER within a round trip; a slower one is worth a load of its own. */
const MAX_AGE_MILLIS = 1000
const MAX_OFFERS = 4096

/**
 * The rows that an OFFER was decided on, for the REQUEST that takes it up a moment later: it asks for the same rows, so
 * one load serves both. Safe because the commit still checks that the row of the address is as it was seen; on a conflict
 * the rows are loaded again. Bounded in number and time, and each is used once.
 */
export class RecentOffers4 {
  readonly #offers = new Map<string, RecentOffer>()

  remember(request: Request4, address: Ipv4, found: Found4, millis: number): void {
    const key = chainKeyOf4(request)
    // Deleted first, so that the order of the map is the order of age.
    this.#offers.delete(key)
    this.#offers.set(key, {address, hwAddr: request.hwAddr, found, millis})
    if (this.#offers.size > MAX_OFFERS) this.#offers.delete(this.#offers.keys().next().value!)
  }

  /** What was seen before a reservation was made says too little. */
  forget(): void {
    this.#offers.clear()
  }

  /** What was seen when this client was offered the address that it now requests; undefined = load it. */
  take(request: Request4, millis: number): Found4 | undefined {
    const key = chainKeyOf4(request)
    const offer = this.#offers.get(key)
    if (offer === undefined) return undefined
    this.#offers.delete(key)
    const same =
      request.type === messageType4.REQUEST &&
      request.serverId !== undefined &&
      wantedAddress4(request) === offer.address &&
      request.hwAddr === offer.hwAddr
    return same && millis - offer.millis <= MAX_AGE_MILLIS ? offer.found : undefined
  }
}
