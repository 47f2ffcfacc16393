import type {HaTraffic} from '../../ha/machine.ts'
import type {HaSetup} from '../../ha/setup.ts'
import {UnackedClients} from '../../ha/unacked-clients.ts'
import type {Log} from '../../ports/log.ts'
import type {Message4} from '../../wire/message4.ts'
import type {MessageId} from '../messages.ts'
import {labelOf} from '../tell4.ts'

/** Most lines about them from one heartbeat to the next that comes: anybody can send as many clients' messages as they like. */
const MOST_TOLD = 200

/** The clients of a partner from which nothing is heard: who among them goes unanswered tells whether it is down. */
export class PartnerClients4 {
  readonly #clients: UnackedClients
  readonly #most: number
  readonly #partner: string
  readonly #log: Log<MessageId>
  #told = 0

  constructor({relationship, partner}: HaSetup, log: Log<MessageId>) {
    this.#clients = new UnackedClients(relationship.maxAckDelay)
    this.#most = relationship.maxUnackedClients
    this.#partner = partner?.name ?? 'none'
    this.#log = log
  }

  /** A message of one of them; undefined where nobody is to look at clients. */
  note(message: Message4): HaTraffic | undefined {
    if (this.#most === 0) return undefined
    const {chaddr, options, secs} = message
    const news = this.#clients.note4({hwAddr: chaddr, clientId: options.get(61), secs})
    const {traffic} = this.#clients
    if (news !== undefined) this.#tell(message, news, traffic)
    return traffic
  }

  /** The partner is heard. */
  clear(): void {
    this.#clients.clear()
    this.#told = 0
  }

  #tell(message: Message4, {isNew, unacked}: {isNew: boolean; unacked: boolean}, traffic: HaTraffic): void {
    if (this.#told >= MOST_TOLD) return
    this.#told++
    const words = {client: labelOf(message), partner: this.#partner}
    if (isNew) this.#log.write('HA_COMMUNICATION_INTERRUPTED_CLIENT4', words)
    if (!unacked) return
    const counts = {unacked: traffic.unacked, left: Math.max(0, this.#most - traffic.unacked + 1)}
    this.#log.write('HA_COMMUNICATION_INTERRUPTED_CLIENT4_UNACKED', {...words, ...counts})
  }
}
