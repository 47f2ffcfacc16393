import assert from 'node:assert/strict'
import {mkdtempSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {openLeaseStore4} from '../../src/db/lease-stores.ts'
import {INFINITE_LIFETIME, type Lease4} from '../../src/model/lease4.ts'
import {parseIpv4} from '../../src/net-types/ipv4.ts'
import {scratchDirectory} from '../support/databases.ts'
import {keaCommand} from '../support/kea-control.ts'
import {startKea4} from '../support/kea4.ts'
import {keats} from '../support/keats.ts'
import {emptiedDatabase, leaseFile, newFile} from '../support/lease-files.ts'

const hook = '/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_lease_cmds.so'

/** Kea on a lease file. */
async function keaOn(file: string) {
  const directory = mkdtempSync(join(scratchDirectory(), 'kea-'))
  const socket = join(directory, 'socket')
  const kea = await startKea4({
    'interfaces-config': {interfaces: []},
    'control-socket': {'socket-type': 'unix', 'socket-name': socket},
    'hooks-libraries': [{library: hook}],
    'lease-database': {type: 'memfile', name: file, 'lfc-interval': 0},
    subnet4: [{id: 1, subnet: '192.0.2.0/24'}],
  })
  const ask = (command: string, args?: object) => keaCommand(socket, command, args)
  return {ask, stop: () => kea.stop()}
}

const leases = [
  {'ip-address': '192.0.2.11', 'hw-address': '1a:1b:1c:1d:1e:11', 'valid-lft': INFINITE_LIFETIME},
  {'ip-address': '192.0.2.12', 'hw-address': '1a:1b:1c:1d:1e:12', 'valid-lft': 100, hostname: 'a&b'},
  {
    'ip-address': '192.0.2.13',
    'hw-address': '1a:1b:1c:1d:1e:13',
    'client-id': '01:02:03',
    'valid-lft': 7200,
    'fqdn-fwd': true,
    hostname: 'c.example.org',
    'user-context': {text: 'x,y & &#x2c "z"', list: [1, 2]},
  },
]

/** What Kea says of its leases, but for the time of the last transaction. */
async function leasesOf(kea: Awaited<ReturnType<typeof keaOn>>) {
  const {arguments: answer} = await kea.ask('lease4-get-all')
  const rows = (answer as {leases: Record<string, unknown>[]}).leases
  return rows.map(({cltt, ...rest}) => ({
    ...rest,
    endless: rest['valid-lft'] === INFINITE_LIFETIME || Number(cltt) > 0,
  }))
}

test("a lease file that Kea's memfile wrote goes into a database, and what is dumped goes back", async () => {
  const file = newFile()
  const kea = await keaOn(file)
  for (const lease of leases) assert.equal((await kea.ask('lease4-add', lease)).result, 0)
  const before = await leasesOf(kea)
  await kea.stop()
  const written = readFileSync(file, 'latin1')
  assert.match(written, /,4294967295,6\d{9},/, 'the sum of both numbers')

  const database = await emptiedDatabase('sqlite')
  const upload = await keats(['lease-upload', 'sqlite', ...database.flags, '-4', '-i', file])
  assert.equal(upload.code, 0, upload.stderr)
  const [endless, , named] = await database.sql('SELECT * FROM lease4 ORDER BY address')
  assert.ok(Math.abs(Number(endless!['expire']) - Date.now() / 1000) < 3600, 'the last transaction alone')
  assert.deepEqual(JSON.parse(String(named!['user_context'])), leases[2]!['user-context'])
  const dumped = newFile()
  assert.equal((await keats(['lease-dump', 'sqlite', ...database.flags, '-4', '-o', dumped])).code, 0)
  const again = await keaOn(leaseFile(...readFileSync(dumped, 'latin1').trimEnd().split('\n')))
  assert.deepEqual(await leasesOf(again), before)
  await again.stop()

  // The server itself takes such a file too.
  const copy = leaseFile(...written.trimEnd().split('\n'))
  const store = await openLeaseStore4(
    {type: 'memfile', name: copy, persist: true, lfcInterval: 0, maxRowErrors: 1},
    {queued: 100},
  )
  const rows = await store.load4({clientId: undefined, hwAddr: undefined, addresses: [parseIpv4('192.0.2.11')!]})
  await store.close()
  assert.equal((rows as readonly Lease4[])[0]?.expire, endless!['expire'])
})
