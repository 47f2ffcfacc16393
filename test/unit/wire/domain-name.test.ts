import assert from 'node:assert/strict'
import {test} from 'node:test'
import {decodeDomainName, encodeDomainName} from '../../../src/wire/domain-name.ts'

const wire = (...parts: (string | number)[]) =>
  Uint8Array.from(parts.flatMap(part => (typeof part === 'number' ? [part] : [part.length, ...Buffer.from(part)])))
const decode = (bytes: Uint8Array, at = 0) => decodeDomainName(bytes, at, bytes.length, 0)

test('names become labels, a final dot changes nothing', () => {
  assert.deepEqual(encodeDomainName('Host.example.org'), wire('Host', 'example', 'org', 0))
  assert.deepEqual(encodeDomainName('Host.example.org.'), wire('Host', 'example', 'org', 0))
  assert.deepEqual(encodeDomainName('_sip._tcp.x'), wire('_sip', '_tcp', 'x', 0))
  assert.deepEqual(encodeDomainName('a\\.b.c\\044d\\\\'), wire('a.b', 'c,d\\', 0))
})

test('what is no name', () => {
  const long = Array.from({length: 5}, () => 'x'.repeat(60)).join('.')
  for (const text of ['', '.', '..', 'a..b', '.a', 'x'.repeat(64), long, 'a b', 'a@b', 'ä.b', 'a\\', 'a\\9', '\\999']) {
    assert.equal(encodeDomainName(text), undefined, text)
  }
})

test('compressed names point backwards', () => {
  const bytes = wire('eng', 'apple', 'com', 0, 'marketing', 0xc0, 4)
  assert.deepEqual(decode(bytes), {name: 'eng.apple.com.', next: 15})
  assert.deepEqual(decode(bytes, 15), {name: 'marketing.apple.com.', next: 27})
})

test('pointers that go forwards, to themselves or in circles, and names cut short are faults', () => {
  const broken = [[0xc0, 0], [0xc0, 2, 0], [1, 97, 0xc0, 0], [0xc0], [1, 97], [5, 97], [64, 97], [128, 0], []]
  for (const bytes of broken) assert.equal(decode(Uint8Array.from(bytes)), undefined, String(bytes))
  assert.equal(decode(wire('a', 0xc0, 0)), undefined)
})

test('odd bytes of a label are written so that they can be read again', () => {
  const bytes = wire('a.b', '\0 ,\\', 0)
  assert.deepEqual(decode(bytes), {name: 'a\\.b.\\000\\032\\044\\\\.', next: bytes.length})
  assert.deepEqual(encodeDomainName(decode(bytes)!.name), bytes)
})

test('the root', () => {
  assert.deepEqual(decode(Uint8Array.of(0)), {name: '.', next: 1})
})
