import assert from 'node:assert/strict'
import {test} from 'node:test'
import {type Host4, type HostIdentifierType, type HostOption4, hostIdentifierTypes} from '../../src/model/host4.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {type HostStoreKind, hostOf, hostOption, hostStoreKinds, testHosts} from '../support/hosts.ts'
import {SeededRandom, testSeed} from '../support/random.ts'

const types = Object.keys(hostIdentifierTypes) as HostIdentifierType[]
/** What quoting, arrays, collations and encodings may stumble over. */
const characters = [
  ...`abcXYZ019 .-_'"\\{},;:%$?()[]<>#&*\t\n\r/\`~éßñ中文😀\u0080\u00ff\u2028`,
  'NULL',
  '\\x',
  '--',
  '$1',
  '\u0001',
]

class Hosts {
  readonly #random: SeededRandom

  constructor(seed: number) {
    this.#random = new SeededRandom(seed)
  }

  #hex(most: number, least = 0): string {
    const length = this.#random.below(4) === 0 ? most : least + this.#random.below(Math.min(most, 24) - least + 1)
    return Array.from({length}, () => this.#random.below(256).toString(16).padStart(2, '0')).join('')
  }

  #text(most: number): string {
    let text = ''
    for (let wanted = this.#random.below(3) === 0 ? most : this.#random.below(12); wanted > 0; wanted--) {
      const longer = text + this.#random.pick(characters)
      if (Buffer.byteLength(longer) > most) break
      text = longer
    }
    return text
  }

  #context(): string | undefined {
    const value = {[this.#text(9)]: this.#text(40), n: [this.#random.below(99), null, {}]}
    return this.#random.below(2) === 0 ? undefined : JSON.stringify(value)
  }

  #number(): Ipv4 | undefined {
    return this.#random.pick([
      undefined,
      1,
      0x7fffffff,
      0x80000000,
      0xffffffff,
      1 + this.#random.below(2 ** 32 - 1),
    ]) as Ipv4
  }

  #option(): HostOption4 {
    const text = this.#text(this.#random.pick([40, 3000]))
    return hostOption(1 + this.#random.below(254), {
      space: this.#random.pick(['dhcp4', 'vendor-4491', this.#text(128) || 'mine']),
      data: text === '' || this.#random.below(2) === 0 ? {bytes: this.#hex(600)} : {text},
      alwaysSend: this.#random.below(2) === 0,
      userContext: this.#context(),
    })
  }

  /** `n` makes the identifier one of its own. */
  next(n: number): Host4 {
    const type = this.#random.pick(types)
    const tail = this.#hex(type === 'hw-address' ? 16 : 124)
    const names = Array.from({length: this.#random.below(4)}, () => this.#text(50).replaceAll(',', '').trim())
    return hostOf(n, {
      identifier: {type, value: n.toString(16).padStart(8, '0') + tail},
      subnetId: this.#random.pick([0, 1, 4294967294, this.#random.below(2 ** 32 - 1)]),
      subnetId6: this.#random.pick([undefined, 0, 1, 4294967294]),
      address: this.#number(),
      hostname: this.#text(255),
      nextServer: this.#number(),
      serverHostname: this.#text(64),
      bootFileName: this.#text(128),
      clientClasses: names.filter(name => name !== ''),
      options: Array.from({length: this.#random.below(5)}, () => this.#option()),
      userContext: this.#context(),
      authKey: this.#text(32),
    })
  }
}

const HOSTS = 120

async function survive(kind: HostStoreKind, seed: number): Promise<void> {
  const store = await (await testHosts(kind)).open()
  const any = new Hosts(seed)
  try {
    const shared = {uniqueAddress: false}
    const made = Array.from({length: HOSTS}, (_, n) => any.next(n))
    for (const host of made) assert.equal((await store.add4(host, shared)).kind, 'added', JSON.stringify(host))
    const load = async ({identifier, subnetId}: Host4) => {
      const rows = await store.load4({subnetIds: [subnetId!], identifiers: [identifier], addresses: []})
      assert.notEqual(rows, 'full')
      return (rows as Exclude<typeof rows, 'full'>).map(({host}) => host)
    }
    for (const [n, found] of (await Promise.all(made.map(load))).entries()) assert.deepEqual(found, [made[n]])
    const changed = made.map((host, n) => ({...any.next(n), identifier: host.identifier, subnetId: host.subnetId}))
    for (const host of changed) assert.deepEqual(await store.update4(host, shared), {kind: 'updated'})
    const all = await store.find4({by: 'subnet', subnetId: undefined}, undefined, HOSTS + 1)
    assert.deepEqual(
      all.map(({host}) => host),
      changed,
    )
    for (const host of changed) {
      const named = await store.find4({by: 'hostname', hostname: host.hostname, subnetId: undefined}, undefined, HOSTS)
      assert.equal(
        named.some(stored => stored.host.identifier.value === host.identifier.value),
        host.hostname !== '',
        host.hostname,
      )
    }
  } finally {
    await store.close()
  }
}

for (const kind of hostStoreKinds) {
  const seed = testSeed()
  test(`whatever a host holds, ${kind} gives it back (KEATS_SEED=${seed})`, () => survive(kind, seed))
}
