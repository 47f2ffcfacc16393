import assert from 'node:assert/strict'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {decode4} from '../../src/wire/decode4.ts'
import {encode4} from '../../src/wire/encode4.ts'
import {isWireError} from '../../src/wire/wire-error.ts'
import {keaCommand} from '../support/kea-control.ts'
import {type Kea4, PacketPeer4, startKea4} from '../support/kea4.ts'
import {message4} from '../support/message4.ts'
import {encodeVector, expectedOf, type OptionVector4, optionVectors4} from '../support/option-vectors4.ts'
import {freePort} from '../support/servers.ts'

const directory = mkdtempSync(join(tmpdir(), 'keats-options4-'))
const socket = join(directory, 'control.sock')
const configuration = {
  'interfaces-config': {interfaces: ['lo'], 'dhcp-socket-type': 'udp'},
  'lease-database': {type: 'memfile', persist: false},
  'control-socket': {'socket-type': 'unix', 'socket-name': socket},
  subnet4: [{id: 1, subnet: '127.0.0.0/8', pools: [{pool: '127.1.0.1 - 127.1.0.200'}]}],
}
let kea: Kea4
let peer: PacketPeer4

before(async () => {
  const replyPort = await freePort()
  kea = await startKea4(configuration, {replyPort})
  peer = await PacketPeer4.open(replyPort)
})

after(async () => {
  await peer?.close()
  await kea?.stop()
  rmSync(directory, {recursive: true, force: true})
})

/** What the running Kea sends for one entry of option-data; null when it refuses the configuration. */
function askKea({code, data, csv}: OptionVector4, xid: number): Promise<string | null> {
  return optionWith(code, [{code, data, 'csv-format': csv, 'always-send': true}], xid)
}

/** An option of the OFFER that Kea sends with this `option-data`. */
async function optionWith(code: number, optionData: readonly object[], xid: number): Promise<string | null> {
  const set = await keaCommand(socket, 'config-set', {Dhcp4: {...configuration, 'option-data': optionData}})
  if (set.result !== 0) return null
  const discover = encode4(message4({xid, hops: 1, giaddr: 0x7f000001 as Ipv4, options: [[53, [1]]]}))
  const answer = await peer.exchange(discover, kea.port)
  assert.ok(answer !== undefined, `Kea sends no OFFER with option ${code}`)
  const offer = decode4(answer)
  assert.ok(!isWireError(offer))
  const content = offer.options.get(code)
  assert.ok(content !== undefined, `Kea leaves option ${code} out`)
  return Buffer.from(content).toString('hex')
}

test('Kea sends what the table says, and we encode the same', async () => {
  const wrong: object[] = []
  for (const [index, vector] of optionVectors4.entries()) {
    const live = await askKea(vector, index + 1)
    const ours = encodeVector(vector)
    if (live !== vector.kea || ours !== expectedOf(vector)) wrong.push({...vector, live, ours})
  }
  assert.deepEqual(wrong, [])
})
