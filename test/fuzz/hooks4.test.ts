import assert from 'node:assert/strict'
import {test} from 'node:test'
import {scriptEvents4} from '../../src/engine/hooks/script-events4.ts'
import {decode4} from '../../src/wire/decode4.ts'
import {encode4} from '../../src/wire/encode4.ts'
import {capturedPackets} from '../support/packets.ts'
import {SeededRandom, testSeed} from '../support/random.ts'
import {EngineDriver4} from '../support/scenarios4/engine-driver.ts'
import {bootpLibrary, flexLibrary} from '../support/scenarios4/hook-paths.ts'
import {loopbackArrival, parse} from '../support/scenarios4/target-engine.ts'
import {mutate4} from './mutate4.ts'

const PACKETS = 30_000

const codes = [1, 3, 12, 15, 43, 51, 53, 54, 61, 81, 82, 119, 125, 231]
const asked = (code: number) => `option[${code}].hex`
const library = flexLibrary(
  ...codes.map(code => ({code, add: asked(code)})),
  ...codes.map(code => ({code, supersede: `substring(${asked(code)}, 1, all)`, 'client-class': 'odd'})),
  ...[3, 12, 15, 119].map(code => ({code, supersede: asked(code), 'csv-format': true, 'client-class': 'texts'})),
  ...codes.map(code => ({
    code,
    'sub-options': [
      {code: 1, space: code === 125 ? 'vendor-4491' : 'foo', supersede: asked(code)},
      {code: 2, space: 'foo', remove: `${asked(code)} == ''`},
    ],
  })),
)
const flexId = {
  library: 'libdhcp_flex_id.so',
  parameters: {'identifier-expression': 'relay4[1].hex + option[12].hex', 'replace-client-id': true},
}
const config = {
  'valid-lifetime': 60,
  'client-classes': [
    {name: 'odd', test: 'substring(pkt4.mac, 5, 1) == 0x01 or option[43].exists'},
    {name: 'texts', test: 'option[55].exists'},
  ],
  subnet4: [{id: 1, subnet: '127.0.0.0/8', pools: [{pool: '127.0.1.10 - 127.0.1.250'}]}],
  'hooks-libraries': [library, bootpLibrary, flexId],
}

test(`${PACKETS} hostile packets through every hook`, t => {
  const seed = testSeed()
  console.log(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)
  const random = new SeededRandom(seed)
  const corpus = capturedPackets().map(packet => packet.bytes)
  const driver = new EngineDriver4(parse({name: 'hooks', config, steps: []}), [], 1_900_000_000)
  const facts = {serverPort: 67, interfaceIndex: () => undefined}
  let answers = 0
  let bootp = 0
  let events = 0
  for (let count = 0; count < PACKETS; count++) {
    const bytes = Buffer.from(mutate4(corpus, random))
    // Most often from a relay of the subnet.
    if (bytes.length >= 240 && random.below(8) > 0) Buffer.from([127, 0, 1, 1]).copy(bytes, 24)
    driver.now += random.below(3)
    const message = decode4(bytes)
    if ('kind' in message) continue
    const {request, outcome, reply, encoding} = driver.handle(message, loopbackArrival)
    if (request !== undefined) {
      const variables = scriptEvents4(request, outcome, facts).flatMap(event => Object.values(event.variables))
      assert.ok(variables.every(value => typeof value === 'string'))
      events += variables.length
    }
    if (reply === undefined) continue
    answers++
    const sent = encode4(reply, encoding)
    assert.equal('kind' in decode4(sent), false)
    if (request?.bootp !== true) continue
    bootp++
    assert.ok(sent.length >= 300)
  }
  t.diagnostic(JSON.stringify({answers, bootp, events}))
  assert.ok(answers > 1000 && bootp > 10 && events > 1000)
})
