import {keaText} from '../../src/ha/messages/text.ts'
import type {HaPeer, HaRelationship} from '../../src/model/ha.ts'
import type {JsonMap} from '../../src/model/json.ts'
import {type LeaseStore4, StoreError} from '../../src/ports/lease-store.ts'
import type {LogFields} from '../../src/ports/log.ts'
import {PeerError, type PeerRequest} from '../../src/ports/peers.ts'
import {Relationship4, type RelationshipParts4} from '../../src/server/ha/relationship4.ts'
import type {MessageId} from '../../src/server/messages.ts'
import {relationship} from './ha.ts'

/** What a peer is asked, without the wire. */
export interface PeerCommand {
  readonly command: string
  readonly service: readonly string[]
  readonly arguments?: JsonMap
}

/** The answer of a peer; undefined = it cannot be reached. */
export type PeerScript = (peer: HaPeer, command: PeerCommand) => JsonMap | undefined

/** Peers in memory: what they are asked and what they answer. */
export class MemoryPeers {
  readonly asked: PeerCommand[] = []
  script: PeerScript

  constructor(script: PeerScript = () => undefined) {
    this.script = script
  }

  open(peer: HaPeer) {
    return {ask: (request: PeerRequest) => this.#ask(peer, request), renew: () => {}, close: () => {}}
  }

  async #ask(peer: HaPeer, {body}: PeerRequest): Promise<string> {
    const command = JSON.parse(body) as PeerCommand
    this.asked.push(command)
    const answer = this.script(peer, command)
    if (answer === undefined) throw new PeerError('ECONNREFUSED', 'connect ECONNREFUSED 192.0.2.1:80')
    return keaText([answer])
  }
}

export interface MemoryHaParts {
  readonly service: RelationshipParts4['service']
  readonly peers?: MemoryPeers
  readonly relationship?: HaRelationship
  readonly leases?: () => LeaseStore4 | undefined
  readonly wall?: () => number
}

/** A relationship of the product whose peers and clocks a test has; told, the lines that it wrote. */
export function memoryHa4(parts: MemoryHaParts): {
  readonly ha: Relationship4
  readonly lines: [MessageId, LogFields][]
} {
  const lines: [MessageId, LogFields][] = []
  const wall = parts.wall ?? (() => 1_000_000)
  const ha = new Relationship4({
    relationship: parts.relationship ?? relationship('load-balancing'),
    peers: parts.peers ?? new MemoryPeers(),
    service: parts.service,
    store: () => parts.leases?.() ?? lost(),
    applied: () => {},
    parkedLimit: () => 256,
    drained: async () => {},
    clock: {millis: wall},
    steady: wall,
    log: {write: (id, fields = {}) => void lines.push([id, fields]), enabled: () => true},
  })
  ha.start()
  return {ha, lines}
}

function lost(): never {
  throw new StoreError('lost', 'there is no lease database')
}
