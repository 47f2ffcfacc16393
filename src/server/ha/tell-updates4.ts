import {updateVerdict} from '../../ha/updates.ts'
import type {HaPeer} from '../../model/ha.ts'
import {formatIpv4} from '../../net-types/ipv4.ts'
import type {Log} from '../../ports/log.ts'
import type {MessageId} from '../messages.ts'
import type {UpdateOutcome4} from './ask-updates4.ts'
import type {LeaseUpdate4} from './update4.ts'

/** Of one kind towards one peer at most one line in so many milliseconds: a dead partner fails every client's update. */
const INTERVAL = 10_000

interface Said {
  at: number
  keptBack: number
}

/** The lines of updates that peers have not taken. */
export class UpdateTeller4 {
  readonly #server: string
  readonly #log: Log<MessageId>
  readonly #steady: () => number
  readonly #said = new Map<string, Said>()

  constructor(server: string, log: Log<MessageId>, steady: () => number) {
    this.#server = server
    this.#log = log
    this.#steady = steady
  }

  failed(peer: HaPeer, update: LeaseUpdate4, {result, text}: UpdateOutcome4): void {
    const id = idOf(update.kind, result)
    const more = this.#more(`${id} ${peer.name}`)
    if (more === undefined) return
    const address = formatIpv4(update.lease.address)
    const reason = result === undefined ? text : `result ${result}: ${text}`
    this.#log.write(id, {server: this.#server, partner: peer.name, address, reason, more})
  }

  /** What is said of those that were kept back since the last line; undefined = so is this. */
  #more(key: string): string | undefined {
    const now = this.#steady()
    const said = this.#said.get(key)
    if (said !== undefined && now - said.at < INTERVAL) {
      said.keptBack++
      return undefined
    }
    this.#said.set(key, {at: now, keptBack: 0})
    return said === undefined || said.keptBack === 0 ? '' : ` (and ${said.keptBack} more like it since the last line)`
  }
}

function idOf(kind: 'put' | 'delete', result: number | undefined): MessageId {
  if (result === undefined) return 'HA_LEASE_UPDATE_COMMUNICATIONS_FAILED'
  if (updateVerdict(result) === 'failed') return 'HA_LEASE_UPDATE_FAILED'
  return kind === 'put' ? 'HA_LEASE_UPDATE_CREATE_UPDATE_FAILED_ON_PEER' : 'HA_LEASE_UPDATE_DELETE_FAILED_ON_PEER'
}
