import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {after, before, describe, test} from 'node:test'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {decode4} from '../../src/wire/decode4.ts'
import {type DirectNetwork, directNetwork} from '../support/networks4.ts'
import {buildQuery4} from '../support/scenarios4/build.ts'
import {fieldsOf} from '../support/scenarios4/compare.ts'
import {type DirectQuery4, type DirectScenario4, directConfig, directScenarios4} from '../support/scenarios4/direct.ts'
import {leaseFile} from '../support/scenarios4/target.ts'
import {kea4, keats4, type ServerProgram4, startServer4} from '../support/server-programs4.ts'
import {WirePeer4, type WireReply4} from '../support/wire-peer4.ts'

const SERVER = '10.9.0.1'
const MAC = '020000000001'
/** How long an answer may come later than that to the INFORM behind the question: keats handles clients side by side. */
const GRACE = 150
/** The same where Kea has answered: a commit waits for the disk, and a slow disk is no difference. */
const PATIENCE = 20_000
const SENTINEL = 0xfe000000

/** One server program after another on a wire of its own. */
class Wire {
  readonly network: DirectNetwork
  #peer: WirePeer4 | undefined
  #mac = ''
  #xid = 0x1000

  constructor() {
    this.network = directNetwork()
  }

  async open(): Promise<void> {
    const {client, server} = this.network
    this.#mac = server.mac('eth0').replaceAll(':', '')
    this.#peer = await WirePeer4.start(client, 'eth0')
  }

  async close(): Promise<void> {
    await this.#peer?.stop()
    await this.network.lab.close()
  }

  /** The replies of a program, step by step; `expected` are those of the other one. */
  async tell(
    program: ServerProgram4,
    scenario: DirectScenario4,
    expected: readonly (WireReply4 | undefined)[] = [],
  ): Promise<(WireReply4 | undefined)[]> {
    const replies: (WireReply4 | undefined)[] = []
    const directory = mkdtempSync(join(tmpdir(), 'keats-direct-'))
    const server = await startServer4(program, this.network.server, configOf(scenario, directory))
    this.#xid = 0x1000
    this.#peer!.forget()
    let offered: Ipv4 | undefined
    try {
      for (const [step, query] of scenario.steps.entries()) {
        const reply = await this.#ask(query, offered, expected[step] === undefined ? GRACE : PATIENCE)
        offered = reply === undefined ? offered : (yiaddrOf(reply) ?? offered)
        replies.push(reply)
      }
      return replies
    } finally {
      await server.stop()
      rmSync(directory, {recursive: true, force: true})
    }
  }

  async #ask(query: DirectQuery4, offered: Ipv4 | undefined, grace: number): Promise<WireReply4 | undefined> {
    const xid = ++this.#xid
    const peer = this.#peer!
    const server = {address: SERVER, mac: this.#mac}
    const source = query.source ?? '0.0.0.0'
    const addresses = [source, ...(query.ciaddr === undefined ? [] : [query.ciaddr])]
    const to = query.unicast === true ? server : undefined
    peer.send({mac: MAC, source, addresses, server: to, bytes: buildQuery4(query, xid, offered)})
    const behind = {type: 8, mac: '0e0000000000', ciaddr: '10.9.0.200', giaddr: '0.0.0.0'}
    const bytes = buildQuery4(behind, SENTINEL + xid, undefined)
    peer.send({mac: behind.mac, source: behind.ciaddr, addresses: [behind.ciaddr], server, bytes})
    assert.ok(await peer.reply(SENTINEL + xid, PATIENCE), 'the server has stopped answering')
    return peer.reply(xid, grace)
  }
}

function yiaddrOf(reply: WireReply4): Ipv4 | undefined {
  const message = decode4(reply.bytes)
  return 'kind' in message || message.yiaddr === 0 ? undefined : message.yiaddr
}

/** The configuration with the leases in a file of Kea's form, which both programs read. */
function configOf(scenario: DirectScenario4, directory: string): object {
  const file = join(directory, 'leases.csv')
  writeFileSync(file, leaseFile(scenario.leases ?? [], Math.floor(Date.now() / 1000)))
  const database = {type: 'memfile', name: file, 'lfc-interval': 0}
  return {...directConfig, ...scenario.config, 'lease-database': database}
}

/** What the wire showed of all replies, on every layer, as "step.field". */
function shown(replies: readonly (WireReply4 | undefined)[]): Record<string, string> {
  const fields = replies.flatMap((reply, step) => {
    const all = reply === undefined ? fieldsOf(undefined) : layersOf(reply)
    return Object.entries(all).map(([name, value]) => [`${step}.${name}`, value] as const)
  })
  return Object.fromEntries(fields)
}

function layersOf({bytes, destinationMac, ...rest}: WireReply4): Record<string, string> {
  // Kea puts broadcasts of IP into frames for the client alone; the kernel, rightly, into frames for all.
  const link = rest.destination === '255.255.255.255' ? {} : {destinationMac}
  return {...rest, ...link, ...fieldsOf(bytes), bytes: Buffer.from(bytes).toString('hex')}
}

describe('DHCPv4 on a wire as the real Kea', () => {
  const wire = new Wire()
  before(() => wire.open())
  after(() => wire.close())
  for (const scenario of directScenarios4) {
    test(scenario.name, async () => {
      const replies = await wire.tell(kea4, scenario)
      const [kea, keats] = [shown(replies), shown(await wire.tell(keats4, scenario, replies))]
      const paths = [...new Set([...Object.keys(kea), ...Object.keys(keats)])]
      const differing = paths.filter(path => kea[path] !== keats[path])
      assert.deepEqual(
        differing.map(path => `${path}: ${kea[path]} | ${keats[path]}`),
        scenario.differences ?? [],
      )
    })
  }
})
