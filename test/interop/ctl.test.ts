import assert from 'node:assert/strict'
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import {keaCommand} from '../support/kea-control.ts'
import {type Kea4, startKea4} from '../support/kea4.ts'
import {type Ended, keats} from '../support/keats.ts'
import {Program} from '../support/netns.ts'
import {freePort} from '../support/servers.ts'

const hooks = '/usr/lib/x86_64-linux-gnu/kea/hooks'
const directory = mkdtempSync(join(tmpdir(), 'keats-ctl-kea-'))
const socket = join(directory, 'kea.sock')
let kea: Kea4
let agent: Program
let url: string

before(async () => {
  kea = await startKea4({
    'interfaces-config': {interfaces: []},
    'lease-database': {type: 'memfile', persist: false},
    'control-socket': {'socket-type': 'unix', 'socket-name': socket},
    'hooks-libraries': ['lease', 'stat'].map(name => ({library: `${hooks}/libdhcp_${name}_cmds.so`})),
    subnet4: [{id: 1, subnet: '192.0.2.0/24', pools: [{pool: '192.0.2.10 - 192.0.2.20'}]}],
  })
  const port = await freePort()
  url = `http://127.0.0.1:${port}/`
  const file = join(directory, 'agent.conf')
  const clients = [{user: 'anna', password: 'open-sesame'}]
  writeFileSync(
    file,
    JSON.stringify({
      'Control-agent': {
        'http-host': '127.0.0.1',
        'http-port': port,
        authentication: {type: 'basic', realm: 'r', clients},
        'control-sockets': {dhcp4: {'socket-type': 'unix', 'socket-name': socket}},
        loggers: [{name: 'kea-ctrl-agent', severity: 'INFO', output_options: [{output: 'stdout', flush: true}]}],
      },
    }),
  )
  agent = new Program(['kea-ctrl-agent', '-c', file], {KEA_PIDFILE_DIR: directory, KEA_LOCKFILE_DIR: 'none'})
  await agent.until('starting', () => agent.output.includes('CTRL_AGENT_STARTED'))
})

after(async () => {
  await agent.stop()
  await kea.stop()
  rmSync(directory, {recursive: true, force: true})
})

const ctl = (words: string, env: Record<string, string> = {}): Promise<Ended> =>
  keats(['ctl', ...words.split(' ')], {env})

test('the socket of Kea 2.2: commands, tables, health', {timeout: 240_000}, async () => {
  const at = `--socket ${socket}`
  const added = await ctl(`lease4-add ip-address=192.0.2.11 hw-address=02:00:00:00:00:01 hostname=7 ${at}`)
  assert.deepEqual([added.code, added.stdout], [0, 'Lease for address 192.0.2.11, subnet-id 1 added.\n'], added.stderr)
  const [status, leases, counts, statistics, again, json] = await Promise.all([
    ctl(`status ${at}`),
    ctl(`lease4-get-all ${at}`),
    ctl(`stat-lease4-get ${at}`),
    ctl(`statistic-get-all ${at}`),
    ctl(`lease4-add ip-address=192.0.2.11 hw-address=02:00:00:00:00:01 ${at}`),
    ctl(`config-get --json ${at}`),
  ])
  assert.equal(status.code, 0, status.stderr)
  assert.match(status.stdout, new RegExp(`^serving\\nprocess +${kea.pid}\\n`))
  assert.match(leases.stdout, /^192\.0\.2\.11\t02:00:00:00:00:01\t7\t1\tassigned\t/m)
  assert.match(counts.stdout, /^subnet-id\ttotal-addresses\t.*\n1\t11\t/)
  assert.match(statistics.stdout, /^pkt4-received\t0\t20\d\d-/m)
  assert.deepEqual([again.code, again.stdout], [1, ''])
  assert.match(again.stderr, /lease4-add: IPv4 lease already exists\./)
  assert.deepEqual(JSON.parse(json.stdout), await keaCommand(socket, 'config-get'))
})

test('its control agent: login, the server behind it, the agent itself', {timeout: 240_000}, async () => {
  const env = {KEATS_CONTROL: url, KEATS_CONTROL_USER: 'anna', KEATS_CONTROL_PASSWORD: 'open-sesame'}
  const [status, own, other, nobody] = await Promise.all([
    ctl('status', env),
    ctl('config-get --service none', env),
    ctl('status --service dhcp6', env),
    ctl('status', {KEATS_CONTROL: url}),
  ])
  assert.equal(status.code, 0, status.stderr)
  assert.match(status.stdout, new RegExp(`^process +${kea.pid}$`, 'm'))
  assert.match(own.stdout, /"Control-agent"/)
  assert.equal(other.code, 1)
  assert.match(other.stderr, /dhcp6/)
  assert.equal(nobody.code, 3)
  assert.match(nobody.stderr, /refused the login \(HTTP 401\)/)
})

test('shutdown ends Kea; then its socket is told from one that is served', {timeout: 240_000}, async () => {
  const end = await ctl(`shutdown --socket ${socket}`)
  assert.deepEqual([end.code, end.stdout], [0, 'Shutting down.\n'])
  while (existsSync(`/proc/${kea.pid}`)) await new Promise(resolve => setTimeout(resolve, 20))
  const gone = await ctl(`status --socket ${socket}`)
  assert.equal(gone.code, 3)
  assert.match(gone.stderr, /no such socket|nobody listens there any more/)
})
