import assert from 'node:assert/strict'
import {after, before, describe, test} from 'node:test'
import type {Host4, HostIdentifier} from '../../src/model/host4.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import type {HostKeys4, HostStore, StoredHost4} from '../../src/ports/host-store.ts'
import {ReadonlyStoreError} from '../../src/ports/host-store.ts'
import {StoreError} from '../../src/ports/lease-store.ts'
import {type HostStoreKind, hostOf, hostOption, type TestHosts, testHosts} from '../support/hosts.ts'

const unique = {uniqueAddress: true}
const shared = {uniqueAddress: false}
const none: HostKeys4 = {subnetIds: [], identifiers: [], addresses: []}
const hostsOf = (rows: readonly StoredHost4[] | 'full') => {
  assert.notEqual(rows, 'full')
  return (rows as readonly StoredHost4[]).map(({host}) => host)
}

/** A host with something in every field. */
const full = hostOf(1, {
  identifier: {type: 'client-id', value: '00ff0102'},
  subnetId6: 9,
  hostname: `it's "odd" \\ {a,b} $1 ? %s; --.example.org`,
  nextServer: 0xc0000201 as Ipv4,
  serverHostname: 'boot.example.org',
  bootFileName: '/tftp/é/x.efi',
  clientClasses: ['gamma', 'alpha', 'with blank'],
  userContext: '{"a": "\\"\\\\ {,}", "b": null, "c": "é中 \\\\u4e2d \\u00e9"}',
  authKey: '0123456789abcdef0123456789abcdef',
  options: [
    hostOption(6, {data: {text: '10.0.0.1, 10.0.0.2'}, alwaysSend: true}),
    hostOption(224, {data: {bytes: '0001ff'}, userContext: '{"why": "because"}'}),
    hostOption(2, {space: 'vendor-4491', data: {text: `back\\slash, "quote"`}}),
    hostOption(80, {alwaysSend: true}),
    hostOption(6, {data: {text: '10.0.0.3'}}),
    hostOption(0, {space: 'mine', data: {bytes: 'ab'.repeat(300)}}),
  ],
})

/** What every host store must do; run for each kind. */
export function hostStoreContract(kind: HostStoreKind): void {
  describe(`host store on ${kind}`, () => {
    let hosts: TestHosts
    let store: HostStore
    before(async () => {
      hosts = await testHosts(kind)
      store = await hosts.open()
    })
    after(() => store.close())

    const add = async (host: Host4, options = unique) => {
      const added = await store.add4(host, options)
      assert.equal(added.kind, 'added')
      return added.kind === 'added' ? added.id : 0
    }
    const byIdentifier = (identifier: HostIdentifier, ...subnetIds: number[]) =>
      store.load4({...none, subnetIds, identifiers: [identifier]})

    test('every field survives, and a replacement leaves nothing behind', async () => {
      const id = await add(full)
      assert.deepEqual(await byIdentifier(full.identifier, 1), [{id, host: full}])
      const bare = hostOf(1, {identifier: full.identifier, address: undefined})
      assert.deepEqual(await store.update4(bare, unique), {kind: 'updated'})
      assert.deepEqual(await byIdentifier(full.identifier, 1), [{id, host: bare}])
      assert.deepEqual(await hosts.database.sql('SELECT * FROM dhcp4_options'), [])
      assert.deepEqual(await store.update4(full, unique), {kind: 'updated'})
      assert.deepEqual(await byIdentifier(full.identifier, 1), [{id, host: full}])
      assert.deepEqual(await store.update4(hostOf(999), unique), {kind: 'missing'})
    })

    test('what is as long as it may be survives', async () => {
      const long = hostOf(2, {
        identifier: {type: 'flex-id', value: 'fe'.repeat(128)},
        subnetId: 4294967294,
        address: 0xffffffff as Ipv4,
        hostname: 'h'.repeat(255),
        serverHostname: 's'.repeat(64),
        bootFileName: 'b'.repeat(128),
        authKey: 'k'.repeat(32),
        clientClasses: ['c'.repeat(100), 'd'.repeat(154)],
        userContext: JSON.stringify({a: 'x'.repeat(65_000)}),
        options: [hostOption(254, {space: 's'.repeat(128), data: {bytes: 'aa'.repeat(65_535)}})],
      })
      await add(long)
      assert.deepEqual(hostsOf(await byIdentifier(long.identifier, 4294967294)), [long])
    })

    test('every type of identifier is its own, in every subnet and globally', async () => {
      const made: Host4[] = []
      for (const type of ['hw-address', 'duid', 'circuit-id', 'client-id', 'flex-id'] as const)
        for (const subnetId of [0, 21, 22])
          made.push(hostOf(100, {identifier: {type, value: '0a0b0c'}, subnetId, address: undefined, hostname: type}))
      for (const host of made) await add(host)
      // All in one batch: they share every value and every subnet.
      const answers = await Promise.all(made.map(host => byIdentifier(host.identifier, host.subnetId!)))
      assert.deepEqual(
        answers.map(hostsOf),
        made.map(host => [host]),
      )
      const {identifier} = made[0]!
      assert.deepEqual(hostsOf(await byIdentifier(identifier, 22, 0)), [made[0], made[2]])
      assert.deepEqual(await byIdentifier(identifier, 23), [])
      assert.deepEqual(await byIdentifier({...identifier, value: '0a0b0c00'}, 0, 21), [])
      assert.deepEqual(await byIdentifier(identifier), [])
    })

    test('hosts come by address too, each once, and each asker gets its own', async () => {
      const made = Array.from({length: 300}, (_, n) => hostOf(1000 + n, {subnetId: 30 + (n % 3)}))
      for (const host of made.slice(0, 40)) await add(host)
      const answers = await Promise.all(
        made.map(({identifier, address, subnetId}) =>
          store.load4({subnetIds: [subnetId!, 0], identifiers: [identifier], addresses: [address!]}),
        ),
      )
      answers.forEach((answer, n) => {
        assert.deepEqual(hostsOf(answer), n < 40 ? [made[n]] : [], `asker ${n}`)
      })
      const {address} = made[0]!
      assert.deepEqual(hostsOf(await store.load4({...none, subnetIds: [30], addresses: [address!]})), [made[0]])
      assert.deepEqual(await store.load4({...none, subnetIds: [31], addresses: [address!]}), [])
      assert.deepEqual(await store.load4(none), [])
      assert.deepEqual(await store.load4({...none, subnetIds: [30], addresses: [0 as Ipv4]}), [])
    })

    test('a question that no row can answer does not spoil those that share its batch', async () => {
      const host = hostOf(1000, {subnetId: 30})
      const values = ['', 'fe'.repeat(129), 'abc', "x'", '\0', 'ABCD']
      const [answer, ...odd] = await Promise.all([
        byIdentifier(host.identifier, 30),
        ...values.map(value => byIdentifier({type: 'flex-id', value}, 30)),
      ])
      assert.deepEqual(hostsOf(answer), [host])
      for (const rows of odd) assert.deepEqual(rows, [])
    })

    test('an address of very many hosts does not hide those of others', async () => {
      const crowd = Array.from({length: 300}, (_, n) =>
        hostOf(2000 + n, {subnetId: 40, address: 0x0b000001 as Ipv4, options: [hostOption(3), hostOption(4)]}),
      )
      for (const host of crowd) await add(host, shared)
      const other = hostOf(2400, {subnetId: 40})
      await add(other)
      const ask = (address: Ipv4) => store.load4({...none, subnetIds: [40], addresses: [address]})
      const [many, one] = await Promise.all([ask(0x0b000001 as Ipv4), ask(other.address!)])
      assert.deepEqual(hostsOf(one), [other])
      assert.ok(hostsOf(many).length >= 256 && hostsOf(many).every(host => host.options.length === 2))
      assert.deepEqual(await store.add4(hostOf(2401, {subnetId: 40, address: 0x0b000001 as Ipv4}), unique), {
        kind: 'conflict',
        of: 'address',
      })
    })

    test('conflicts are answers, and nothing stays of what was refused', async () => {
      const first = hostOf(3000, {subnetId: 50, options: [hostOption(7, {data: {bytes: '01'}})]})
      const second = hostOf(3001, {subnetId: 50})
      await add(first)
      await add(second)
      const conflict = (of: string) => ({kind: 'conflict', of})
      assert.deepEqual(await store.add4({...first, address: undefined}, unique), conflict('identifier'))
      assert.deepEqual(await store.add4({...first, hostname: 'other'}, shared), conflict('identifier'))
      const same = hostOf(3002, {subnetId: 50, address: first.address, options: [hostOption(9)]})
      assert.deepEqual(await store.add4(same, unique), conflict('address'))
      assert.deepEqual(await byIdentifier(same.identifier, 50), [])
      assert.deepEqual(await store.update4({...second, address: first.address}, unique), conflict('address'))
      assert.deepEqual(hostsOf(await byIdentifier(second.identifier, 50)), [second])
      assert.deepEqual(await store.update4({...first, hostname: 'itself'}, unique), {kind: 'updated'})
      await add({...same, subnetId: 51})
      await add(same, shared)
      for (const n of [3003, 3004]) await add(hostOf(n, {subnetId: 50, address: undefined}))
    })

    test('of several servers that want one address at one moment, one gets it', async () => {
      const others = await Promise.all([hosts.open(), hosts.open(), hosts.open()])
      for (let round = 0; round < 10; round++) {
        const address = (0x0c000001 + round) as Ipv4
        const outcomes = await Promise.all(
          [store, ...others].map((each, n) => each.add4(hostOf(3100 + n + 4 * round, {subnetId: 60, address}), unique)),
        )
        assert.equal(outcomes.filter(({kind}) => kind === 'added').length, 1)
        assert.equal(outcomes.filter(outcome => outcome.kind === 'conflict' && outcome.of === 'address').length, 3)
      }
      await Promise.all(others.map(other => other.close()))
    })

    test('queries of operators: by subnet and page, hostname, identifier, address', async () => {
      const made = Array.from({length: 720}, (_, n) =>
        hostOf(10_000 + n, {
          subnetId: 70 + (n % 2),
          hostname: n % 300 === 5 ? 'Printer.Example.ORG' : n === 6 ? 'prínter.example.org' : '',
          options: n % 5 === 0 ? [hostOption(3, {data: {text: '10.0.0.1'}}), hostOption(4)] : [],
        }),
      )
      for (const host of made) await add(host)
      const inSubnet = made.filter(({subnetId}) => subnetId === 71)
      const paged: Host4[] = []
      for (let last: number | undefined; ; ) {
        const page = await store.find4({by: 'subnet', subnetId: 71}, last, 77)
        paged.push(...hostsOf(page))
        if (page.length < 77) break
        last = page.at(-1)!.id
      }
      assert.deepEqual(paged, inSubnet)
      assert.deepEqual(hostsOf(await store.find4({by: 'subnet', subnetId: 71}, undefined, 10_000)), inSubnet)
      const all = await store.find4({by: 'subnet', subnetId: undefined}, undefined, 100_000)
      assert.ok(all.length > made.length)
      assert.deepEqual(all.slice(100, 110), await store.find4({by: 'subnet', subnetId: undefined}, all[99]!.id, 10))
      const named = made.filter((_, n) => n % 300 === 5)
      const hostname = 'PRINTER.example.org'
      const find = async (filter: Parameters<HostStore['find4']>[0]) =>
        hostsOf(await store.find4(filter, undefined, 100))
      assert.deepEqual(await find({by: 'hostname', hostname, subnetId: undefined}), named)
      assert.deepEqual(
        await find({by: 'hostname', hostname, subnetId: 70}),
        named.filter(host => host.subnetId === 70),
      )
      assert.deepEqual(await find({by: 'hostname', hostname: 'prínter.example.org', subnetId: 70}), [made[6]])
      for (const nothing of ['', '\0', 'printer.example', "'"])
        assert.deepEqual(await find({by: 'hostname', hostname: nothing, subnetId: undefined}), [])
      const {identifier, address} = made[4]!
      const elsewhere = {...made[4]!, subnetId: 79}
      await add(elsewhere)
      assert.deepEqual(await find({by: 'identifier', identifier, subnetId: undefined}), [made[4], elsewhere])
      assert.deepEqual(await find({by: 'identifier', identifier, subnetId: 79}), [elsewhere])
      assert.deepEqual(await find({by: 'identifier', identifier: {...identifier, type: 'duid'}, subnetId: 79}), [])
      assert.deepEqual(await find({by: 'address', address: address!, subnetId: undefined}), [made[4], elsewhere])
      assert.deepEqual(await find({by: 'address', address: address!, subnetId: 79}), [elsewhere])
      assert.equal((await store.find4({by: 'address', address: address!, subnetId: undefined}, undefined, 1)).length, 1)
    })

    test('deletions take what belongs to the host, and count', async () => {
      const host = {...full, identifier: {type: 'duid', value: '0d0d'}, subnetId: 80} as const
      const id = await add(host)
      await hosts.database.sql(
        `INSERT INTO dhcp6_options (code, formatted_value, space, host_id, scope_id) VALUES (23, '2001:db8::1', 'dhcp6', ${id}, 3)`,
      )
      assert.equal(await store.delete4({subnetId: 81, identifier: host.identifier}), 0)
      assert.equal(await store.delete4({subnetId: 80, identifier: {...host.identifier, type: 'flex-id'}}), 0)
      assert.equal(await store.delete4({subnetId: 80, identifier: host.identifier}), 1)
      assert.equal(await store.delete4({subnetId: 80, identifier: host.identifier}), 0)
      for (const family of [4, 6])
        assert.deepEqual(await hosts.database.sql(`SELECT * FROM dhcp${family}_options WHERE host_id = ${id}`), [])
      for (const n of [4000, 4001]) await add(hostOf(n, {subnetId: 80, address: 0x0d000001 as Ipv4}), shared)
      assert.equal(await store.delete4({subnetId: 80, address: 0x0d000001 as Ipv4}), 2)
      await add(hostOf(4002, {subnetId: 80, address: undefined}))
      assert.equal(await store.delete4({subnetId: 80, address: 0 as Ipv4}), 0)
      assert.equal(await store.delete4({subnetId: 80, identifier: {type: 'duid', value: 'ff'.repeat(129)}}), 0)
      assert.equal((await store.find4({by: 'subnet', subnetId: 80}, undefined, 10)).length, 1)
    })

    for (const [why, fields] of refusals) {
      test(`refused: ${why}`, async () => {
        const host = hostOf(5000, {subnetId: 90, ...fields})
        for (const write of [store.add4(host, unique), store.update4(host, unique)])
          await assert.rejects(write, (error: unknown) => {
            assert.ok(error instanceof StoreError && error.kind === 'fatal', String(error))
            assert.match(error.message, new RegExp(`^host.*: .*${why}`, 's'))
            return error.message.length < 600
          })
      })
    }

    test('a read-only store reads, and refuses to write with an error of its own', async () => {
      const readonly = await hosts.open({readonly: true})
      assert.equal(readonly.readonly, true)
      const refused = (error: unknown) => error instanceof ReadonlyStoreError && error.kind === 'fatal'
      await assert.rejects(readonly.add4(hostOf(6000), unique), refused)
      await assert.rejects(readonly.update4(full, unique), refused)
      await assert.rejects(readonly.delete4({subnetId: 1, identifier: full.identifier}), refused)
      const rows = await readonly.load4({...none, subnetIds: [1], identifiers: [full.identifier]})
      assert.deepEqual(hostsOf(rows), [full])
      await readonly.close()
    })

    test('rows of IPv6 alone are not answered, those of both families are', async () => {
      const identifierBytes = kind === 'postgresql' ? "'\\x616263'" : "x'616263'"
      await hosts.database.sql(
        `INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type, dhcp6_subnet_id, hostname) VALUES (${identifierBytes}, 1, 6, 'six')`,
      )
      await hosts.database.sql(
        `UPDATE hosts SET dhcp4_subnet_id = NULL, dhcp6_subnet_id = 6 WHERE dhcp4_subnet_id = 51`,
      )
      const {identifier, address} = hostOf(3002, {address: hostOf(3000).address})
      const find = (filter: Parameters<HostStore['find4']>[0]) => store.find4(filter, undefined, 100_000)
      assert.deepEqual(
        hostsOf(await find({by: 'identifier', identifier, subnetId: undefined})).map(h => h.subnetId),
        [50],
      )
      const subnets = hostsOf(await find({by: 'address', address: address!, subnetId: undefined})).map(h => h.subnetId)
      assert.deepEqual(subnets, [50, 50])
      assert.ok(hostsOf(await find({by: 'subnet', subnetId: undefined})).every(h => h.subnetId !== undefined))
      assert.deepEqual(hostsOf(await find({by: 'hostname', hostname: 'six', subnetId: undefined})), [])
    })

    test('reserved addresses come in pages by id, without hosts that reserve none', async () => {
      const subnetId = 4001
      const at = (n: number) => (0x0a400000 + n) as Ipv4
      const ids: number[] = []
      for (let n = 1; n <= 6; n++) {
        const address = n % 3 === 0 ? undefined : at(n)
        ids.push(await add(hostOf(40_000 + n, {subnetId: n === 5 ? 0 : subnetId, address})))
      }
      const from = ids[0]! - 1
      const expected = [1, 2, 4, 5].map(n => ({
        id: ids[n - 1]!,
        subnetId: n === 5 ? 0 : subnetId,
        address: at(n),
      }))
      const [first, second] = [await store.reserved4(from, 3), await store.reserved4(ids[3]!, 3)]
      assert.deepEqual([...first, ...second], expected)
      const all = await store.reserved4(undefined, 100_000)
      assert.deepEqual(all.slice(-4), expected)
      assert.deepEqual(await store.reserved4(ids[5]!, 10), [])
    })

    test('a full queue says so', async () => {
      const small = await hosts.open({queued: 3})
      const keys = {...none, subnetIds: [1], identifiers: [full.identifier]}
      const answers = await Promise.all(Array.from({length: 5}, () => small.load4(keys)))
      assert.deepEqual(
        answers.map(answer => answer === 'full'),
        [false, false, false, true, true],
      )
      await small.close()
    })
  })
}

const option = (fields: Parameters<typeof hostOption>[1], code = 6): Partial<Host4> => ({
  options: [hostOption(code, fields)],
})
const flex = (value: string): Partial<Host4> => ({identifier: {type: 'flex-id', value}})

/** What the error says, and the host that must not get near the database. */
const refusals: readonly (readonly [why: string, fields: Partial<Host4>])[] = [
  ['its identifier is empty', flex('')],
  ['its identifier is longer than 128 bytes', flex('ab'.repeat(129))],
  ['its identifier is not hexadecimal', flex("0a' OR '1'='1")],
  ['its identifier is not hexadecimal', flex('abc')],
  ['its identifier is not hexadecimal', flex('AB')],
  ['its hardware address is longer than 20 bytes', {identifier: {type: 'hw-address', value: 'ab'.repeat(21)}}],
  ['it has no IPv4 subnet id', {subnetId: undefined}],
  ['4294967295 is no subnet id', {subnetId: 0xffffffff}],
  ['-1 is no subnet id', {subnetId: -1}],
  ['0.5 is no IPv6 subnet id', {subnetId6: 0.5}],
  ['its address cannot be reserved', {address: 0 as Ipv4}],
  ['its address cannot be reserved', {address: (2 ** 32) as Ipv4}],
  ['its next server is no address', {nextServer: 0 as Ipv4}],
  ['its hostname has 256 bytes', {hostname: 'x'.repeat(256)}],
  ['its hostname has 256 bytes', {hostname: 'é'.repeat(128)}],
  ['its hostname holds what the database cannot', {hostname: 'a\0b'}],
  ['its hostname holds what the database cannot', {hostname: '\ud800'}],
  ['its server-hostname has 65 bytes', {serverHostname: 'x'.repeat(65)}],
  ['its boot-file-name has 129 bytes', {bootFileName: 'x'.repeat(129)}],
  ['its auth-key has 33 bytes', {authKey: 'x'.repeat(33)}],
  ['its user-context is not the text of a JSON object', {userContext: '[1]'}],
  ['its user-context is not the text of a JSON object', {userContext: ''}],
  ['its user-context has an escape above', {userContext: '{"a": "x\\\\\\u4e2d"}'}],
  ['its user-context has 65536 bytes', {userContext: JSON.stringify({a: 'x'.repeat(65_536 - 8)})}],
  ['"a,b" cannot be stored as the name of a client class', {clientClasses: ['a,b']}],
  ['"" cannot be stored as the name of a client class', {clientClasses: ['']}],
  ['" a" cannot be stored as the name of a client class', {clientClasses: [' a']}],
  ['its list of client classes has 257 bytes', {clientClasses: ['c'.repeat(128), 'd'.repeat(128)]}],
  ['option 6: its data is not hexadecimal', option({data: {bytes: '0'}})],
  ['option 6: its data has more than 65535 bytes', option({data: {bytes: '00'.repeat(65_536)}})],
  ['option 6: its data has 65536 bytes', option({data: {text: 'x'.repeat(65_536)}})],
  ['option 6: its data holds what the database cannot', option({data: {text: '\0'}})],
  ['option 6: its text is empty', option({data: {text: ''}})],
  ['option 6: its space has no name', option({space: ''})],
  ['option 6: its space has 129 bytes', option({space: 'x'.repeat(129)})],
  ['option 6: its user-context is not the text of a JSON object', option({userContext: 'x'})],
  ['option 6: the schema of this release has no "never-send"', option({neverSend: true})],
  ['option 6: the schema of this release has no "client-classes" of options', option({clientClasses: ['a']})],
  ['option 0: its code is reserved', option({}, 0)],
  ['option 256: it is no code of an option', option({}, 256)],
  [
    'its options are larger than 1 MiB in all',
    {options: Array.from({length: 17}, () => hostOption(6, {data: {bytes: '00'.repeat(65_000)}}))},
  ],
]
