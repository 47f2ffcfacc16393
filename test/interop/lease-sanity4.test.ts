import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import {parseConfig4} from '../../src/config/dhcp4.ts'
import {openLeaseStore4} from '../../src/db/lease-stores.ts'
import {formatIpv4} from '../../src/net-types/ipv4.ts'
import {checkLeases4} from '../../src/server/lease-sanity4.ts'
import {keaCommand} from '../support/kea-control.ts'
import {startKea4} from '../support/kea4.ts'

const header = 'address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context'
/** Address, subnet id, state. */
const rows: readonly (readonly [string, number, number])[] = [
  ['127.0.1.10', 1, 0],
  ['127.0.1.11', 99, 0],
  ['127.0.2.10', 1, 0],
  ['127.0.2.11', 1, 1],
  ['127.0.2.12', 1, 2],
  ['127.0.5.10', 2, 0],
  ['127.0.5.11', 6, 0],
  ['127.0.9.10', 1, 0],
  ['127.0.9.11', 99, 0],
  ['127.9.0.1', 6, 0],
  ['127.9.0.2', 99, 0],
]
const subnet4 = [
  {id: 1, subnet: '127.0.1.0/24'},
  {id: 2, subnet: '127.0.2.0/24'},
  {id: 5, subnet: '127.0.5.0/24'},
  {id: 6, subnet: '127.0.0.0/16'},
]
const library = '/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_lease_cmds.so'

let directory = ''
before(() => {
  directory = mkdtempSync(join(tmpdir(), 'keats-sanity4-'))
})
after(() => rmSync(directory, {recursive: true, force: true}))

function configOf(mode: string, file: string): Readonly<Record<string, unknown>> {
  const later = Math.floor(Date.now() / 1000) + 3000
  const lines = rows.map(([address, subnetId, state], index) => {
    return `${address},02:00:00:00:00:${index + 16},,4000,${later},${subnetId},0,0,,${state},`
  })
  writeFileSync(file, `${[header, ...lines].join('\n')}\n`)
  return {
    'lease-database': {type: 'memfile', name: file, 'lfc-interval': 0},
    'sanity-checks': {'lease-checks': mode},
    'expired-leases-processing': {'reclaim-timer-wait-time': 0},
    subnet4,
  }
}

interface Checked {
  /** "address subnet" by address. */
  readonly leases: readonly string[]
  /** "id address" for each line that tells of a lease. */
  readonly lines: readonly string[]
}

async function checkedByKea(mode: string): Promise<Checked> {
  const socket = join(directory, 'control')
  const kea = await startKea4({
    'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
    'control-socket': {'socket-type': 'unix', 'socket-name': socket},
    'hooks-libraries': [{library}],
    ...configOf(mode, join(directory, `kea-${mode}.csv`)),
  })
  try {
    const answer = await keaCommand(socket, 'lease4-get-all')
    const {leases} = answer.arguments as {leases: readonly {'ip-address': string; 'subnet-id': number}[]}
    const told = kea.output().matchAll(/(DHCPSRV_LEASE_SANITY_\w+) The lease (\S+) /g)
    return {
      leases: leases.map(lease => `${lease['ip-address']} ${lease['subnet-id']}`).sort(),
      lines: [...told].map(([, id, address]) => `${id} ${address}`).sort(),
    }
  } finally {
    await kea.stop()
  }
}

async function checkedByUs(mode: string): Promise<Checked> {
  const text = JSON.stringify({Dhcp4: configOf(mode, join(directory, `keats-${mode}.csv`))})
  const read = parseConfig4(text, mode, {readFile: () => '', stateDirectory: directory})
  assert.ok(read.kind === 'config')
  const store = await openLeaseStore4(read.config.leaseDatabase, {queued: 100})
  const lines: string[] = []
  const told: string[] = []
  await checkLeases4(
    read.config,
    store,
    {
      write: (id, fields) => void lines.push(`${id} ${fields?.['lease']}`),
      enabled: () => true,
    },
    (changes, formers) =>
      void told.push(...changes.map((change, at) => `${change.kind} ${formatIpv4(formers[at]!.address)}`)),
  )
  const wanted = {FIXED: 'update', DISCARD: 'delete'}
  const changed = lines.flatMap(line => {
    const [, kind, address] = /_(FIXED|DISCARD) (.*)$/.exec(line) ?? []
    return kind === undefined ? [] : [`${wanted[kind as keyof typeof wanted]} ${address}`]
  })
  assert.deepEqual(told.sort(), changed.sort())
  const leases = await store.find4({by: 'all'}, undefined, 1000)
  await store.close()
  return {leases: leases.map(lease => `${formatIpv4(lease.address)} ${lease.subnetId}`).sort(), lines: lines.sort()}
}

for (const mode of ['none', 'warn', 'fix', 'fix-del', 'del']) {
  test(`lease-checks ${mode} as the real Kea`, async () => {
    const [kea, keats] = [await checkedByKea(mode), await checkedByUs(mode)]
    assert.deepEqual(keats, kea)
    assert.equal(kea.leases.length, {none: 11, warn: 11, fix: 11, 'fix-del': 9, del: 2}[mode])
  })
}
