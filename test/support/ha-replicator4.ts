import type {Request4} from '../../src/engine/request4.ts'
import type {HaMachine} from '../../src/ha/machine.ts'
import type {HaSetup} from '../../src/ha/setup.ts'
import type {HaPeer} from '../../src/model/ha.ts'
import {type Lease4, leaseState} from '../../src/model/lease4.ts'
import type {HwAddr} from '../../src/net-types/identifiers.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import type {LogFields} from '../../src/ports/log.ts'
import {PeerError, type PeerLine, type PeerRequest} from '../../src/ports/peers.ts'
import {tombstone4} from '../../src/server/ha/remains4.ts'
import {Replicator4} from '../../src/server/ha/replicator4.ts'
import type {LeaseUpdate4} from '../../src/server/ha/update4.ts'
import {messageType4} from '../../src/wire/message4.ts'
import {Driver} from './ha.ts'

/** A request that a peer was sent, and that the test answers. */
export interface Asked {
  readonly command: string
  readonly args: Readonly<Record<string, unknown>>
  readonly request: PeerRequest
  answer(result: number, args?: object): Promise<void>
  fail(): Promise<void>
}

/** A line whose requests wait until the test answers them. */
export class HeldLine implements PeerLine {
  readonly asked: Asked[] = []

  ask(request: PeerRequest): Promise<string> {
    return new Promise((resolve, reject) => {
      const {command, arguments: args} = JSON.parse(request.body) as {command: string; arguments: Asked['args']}
      const remove = () => this.asked.splice(this.asked.indexOf(asked), 1)
      const asked: Asked = {
        command,
        args,
        request,
        answer: (result, args) => {
          remove()
          resolve(JSON.stringify([{result, text: 'as the test says', ...(args && {arguments: args})}]))
          return settled()
        },
        fail: () => {
          remove()
          reject(new PeerError('ECONNREFUSED', 'nobody there'))
          return settled()
        },
      }
      this.asked.push(asked)
    })
  }

  close(): void {}

  renew(): void {}

  /** What is asked now, as "lease4-update 192.0.2.1". */
  get now(): readonly string[] {
    return this.asked.map(({command, args}) => `${command} ${args['ip-address']}`)
  }
}

/** Until everything that needs no one else has been done. */
export function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(() => setImmediate(resolve)))
}

/** What a promise has come to so far. */
export async function soFar(promise: Promise<unknown> | undefined): Promise<unknown> {
  await settled()
  return Promise.race([promise, Promise.resolve('waits')])
}

/** A replicator at the machine of a driver, towards lines that the test answers. */
export class ReplicatorLab {
  readonly driver: Driver
  readonly lines = new Map<HaPeer, HeldLine>()
  readonly log: string[] = []
  readonly replicator: Replicator4
  parkedLimit = 256
  serves = true
  /** Whether others have changed every address since. */
  changedSince = false
  /** Addresses of leases that are no more, of which a row tells. */
  readonly tombstones: number[] = []

  constructor(setup: HaSetup, machine: Partial<HaMachine>) {
    this.driver = new Driver(setup).put(machine)
    const others = [...(setup.partner ? [setup.partner] : []), ...setup.backups]
    for (const peer of others) this.lines.set(peer, new HeldLine())
    this.replicator = new Replicator4({
      setup,
      sender: {name: setup.own.name, newer: true},
      lines: this.lines,
      parkedLimit: () => this.parkedLimit,
      machine: () => this.driver.machine,
      serves: () => this.serves,
      tell: event => void this.driver.tell(event),
      remains: update => this.#remains(update),
      steady: () => this.driver.steady,
      log: {
        write: (id, fields: LogFields = {}) =>
          void this.log.push(`${id} ${fields['address'] ?? ''}${fields['more'] ?? ''}`),
        enabled: () => true,
      },
    })
  }

  /** To the partner, or in passive-backup to the first backup. */
  get line(): HeldLine {
    return [...this.lines.values()][0]!
  }

  async #remains({kind, lease}: LeaseUpdate4): Promise<Lease4 | undefined> {
    if (this.changedSince) return undefined
    if (kind === 'put') return lease
    this.tombstones.push(lease.address & 255)
    return tombstone4(lease, 1_795_366_500)
  }

  /** A query that has made or renewed the lease of 192.0.2.`last`. */
  put(last: number, client = last) {
    return this.replicator.replicate(request(client), [{kind: 'create', lease: lease(last, client)}], [undefined])
  }

  /** A query that has ended it. */
  end(last: number, client = last) {
    const former = lease(last, client)
    const change = {kind: 'delete', address: former.address, expected: former.expire} as const
    return this.replicator.replicate(request(client, messageType4.RELEASE), [change], [former])
  }

  /** A query that has changed nothing. */
  nothing() {
    return this.replicator.replicate(request(1), [], [])
  }

  /** A query that has found it to be in use. */
  decline(last: number) {
    const declined: Lease4 = {...lease(last), hwAddr: undefined, state: leaseState.declined}
    const change = {kind: 'update', lease: declined, expected: declined.expire} as const
    return this.replicator.replicate(request(last, messageType4.DECLINE), [change], [lease(last)])
  }

  /** A query of a client that had 192.0.2.`from` and gets 192.0.2.`to`. */
  move(from: number, to: number) {
    const [former, next] = [lease(from), lease(to, from)]
    const gone = {kind: 'delete', address: former.address, expected: former.expire} as const
    return this.replicator.replicate(request(from), [{kind: 'create', lease: next}, gone], [undefined, former])
  }
}

export function request(client: number, type: Request4['type'] = messageType4.REQUEST): Request4 {
  return {clientId: undefined, hwAddr: hwAddr(client), type} as unknown as Request4
}

export function lease(last: number, client = last): Lease4 {
  return {
    address: (0xc0000200 + last) as Ipv4,
    hwAddr: hwAddr(client),
    clientId: undefined,
    validLifetime: 600,
    expire: 1_795_366_905,
    subnetId: 1,
    fqdnFwd: false,
    fqdnRev: false,
    hostname: '',
    state: 0,
    userContext: undefined,
  }
}

function hwAddr(client: number): HwAddr {
  return `0200000000${client.toString(16).padStart(2, '0')}` as HwAddr
}
