import assert from 'node:assert/strict'
import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, type Server} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {test} from 'node:test'
import {issueClient, issueServer, makeAuthority} from '../support/certificates.ts'
import {scratchDirectory} from '../support/databases.ts'
import {keaCommand} from '../support/kea-control.ts'
import {type Ended, ended, keats, packageRoot, startKeats} from '../support/keats.ts'
import {loopbackConfig4, startLoopback4} from '../support/loopback4.ts'
import {Program} from '../support/netns.ts'
import {freePort} from '../support/servers.ts'

const inMemory = {type: 'sqlite', name: ':memory:', readonly: false} as const

/** A keats server with these channels; `ctl` runs the command against it. */
async function withServer(
  channels: object,
  work: (ctl: (words: string, env?: Record<string, string>) => Promise<Ended>, file: string) => Promise<void>,
): Promise<void> {
  const server = await startLoopback4(loopbackConfig4(inMemory, channels))
  try {
    await work((words, env = {}) => keats(['ctl', ...words.split(' ').filter(Boolean)], {env}), server.file)
  } finally {
    server.child.kill('SIGTERM')
    await server.ended
  }
}

const path = (name: string) => join(scratchDirectory(), name)
const unixChannel = (name: string) => ({'control-socket': {'socket-type': 'unix', 'socket-name': path(name)}})
const line = (text: string) => new RegExp(`^${text}$`, 'm')

test('commands to a running server: lists, leases, errors, answers to the letter', {timeout: 300_000}, () =>
  withServer(unixChannel('a.sock'), async ctl => {
    const env = {KEATS_CONTROL: path('a.sock')}
    const added = await ctl('lease4-add ip-address=10.0.0.9 hw-address=02:00:00:00:00:09 client-id=11223344', env)
    assert.deepEqual([added.code, added.stdout], [0, 'Lease for address 10.0.0.9, subnet-id 1 added.\n'], added.stderr)
    const [commands, leases, json, none, unknown, refused, unknownJson] = await Promise.all([
      ctl('', env),
      ctl('lease4-get-all', env),
      ctl('lease4-get ip-address=10.0.0.9 --json', env),
      ctl('lease4-get ip-address=10.0.0.8', env),
      ctl('no-such-thing', env),
      ctl('lease4-get subnet-id=1', env),
      ctl('no-such-thing --json', env),
    ])
    const listed = (await keaCommand(path('a.sock'), 'list-commands')).arguments as string[]
    assert.deepEqual(commands.stdout.trim().split('\n'), listed)
    const [heading, lease] = leases.stdout.split('\n')
    assert.match(heading!, /^ip-address\thw-address\tclient-id\t/)
    assert.match(lease!, /^10\.0\.0\.9\t02:00:00:00:00:09\t11:22:33:44\t.*\tassigned\t/)
    assert.equal(leases.stderr, '1 IPv4 lease(s) found.\n')
    const raw = await keaCommand(path('a.sock'), 'lease4-get', {'ip-address': '10.0.0.9'})
    assert.deepEqual([JSON.parse(json.stdout), json.stderr, json.code], [raw, '', 0])
    assert.deepEqual([none.code, none.stdout], [0, 'Lease not found.\n'])
    assert.deepEqual([unknown.code, unknown.stdout], [1, ''])
    assert.match(unknown.stderr, /no-such-thing.*not supported[\s\S]*lists what this server can do/)
    assert.equal(refused.code, 1)
    assert.deepEqual([unknownJson.code, JSON.parse(unknownJson.stdout).result, unknownJson.stderr], [1, 2, ''])
    // Standard input is the arguments where "-" says so, and nothing otherwise: that of a loop around the command stays.
    const [piped, inLoop] = await Promise.all([
      keats(['ctl', 'lease4-get-all', '--arguments', '-'], {env, input: '{"subnets": [1]}\n'}),
      keats(['ctl', 'lease4-get-all'], {env, input: 'next=line\n'}),
    ])
    for (const run of [piped, inLoop]) assert.equal(run.stdout, leases.stdout, run.stderr)
  }),
)

test('status is a health check: it fails while the server does not serve, and says why', {timeout: 300_000}, () =>
  withServer(unixChannel('b.sock'), async (ctl, file) => {
    const status = async (flags = '') => ctl(`status -c ${file} ${flags}`)
    const serving = await status()
    assert.equal(serving.code, 0, serving.stderr)
    assert.match(serving.stdout, /^serving\n/)
    assert.match(serving.stdout, line('database +sqlite, ready'))
    await keaCommand(path('b.sock'), 'dhcp-disable')
    const off = await status()
    assert.deepEqual(
      [off.code, off.stdout.split('\n').slice(0, 2)],
      [1, ['not serving', '  switched off by the command dhcp-disable']],
    )
    const json = await status('--json')
    assert.deepEqual([json.code, JSON.parse(json.stdout).result], [1, 0])
    await keaCommand(path('b.sock'), 'dhcp-enable')
    assert.equal((await status()).code, 0)
    // A database that cannot be opened: the configuration is taken, and nobody is served.
    const lost = {...loopbackConfig4(inMemory, unixChannel('b.sock')), 'lease-database': unreachable}
    const set = path('lost.json')
    writeFileSync(set, `# of a person\n${JSON.stringify({Dhcp4: lost})}`)
    const applied = await ctl(`config-set --arguments @${set} -c ${file}`)
    assert.equal(applied.code, 1)
    const failed = await status()
    assert.equal(failed.code, 1, failed.stdout)
    assert.match(failed.stdout, line(' {2}the last configuration could not be put into force'))
  }),
)

const unreachable = {type: 'postgresql', name: 'none', host: '127.0.0.1', port: 1, user: 'u', password: 'p'}

test('HTTPS with a login and certificates, from the configuration file or by flags', {timeout: 300_000}, async () => {
  const authority = makeAuthority(path('ctl-tls'))
  const server = issueServer(authority, 'server', {names: ['IP:127.0.0.1']})
  const client = issueClient(authority, 'client')
  const port = await freePort()
  const channel = {
    'socket-type': 'https',
    'socket-port': port,
    'trust-anchor': authority.certFile,
    'cert-file': server.certFile,
    'key-file': server.keyFile,
    authentication: {type: 'basic', clients: [{user: 'anna', password: 'open-sesame'}]},
  }
  await withServer({'control-sockets': [channel]}, async (ctl, file) => {
    const pair = `--cert-file ${client.certFile} --key-file ${client.keyFile}`
    const url = `--url https://127.0.0.1:${port}/`
    const anchor = `--trust-anchor ${authority.certFile}`
    const secret = path('ctl-secret')
    writeFileSync(secret, 'open-sesame\n')
    const login = {KEATS_CONTROL_PASSWORD: 'open-sesame'}
    const all = await Promise.all([
      ctl(`status -c ${file} ${pair}`),
      ctl(`status ${url} ${anchor} ${pair} --user anna --password-file ${secret}`),
      ctl(`status ${url} ${anchor} ${pair} --user anna`, login),
      ctl(`status ${url} ${anchor} ${pair} --user anna`, {KEATS_CONTROL_PASSWORD: 'open-barley'}),
      ctl(`status ${url} ${anchor} ${pair}`, login),
      ctl(`status ${url} ${pair} --user anna`, login),
      ctl(`status ${url} ${anchor} --user anna`, login),
      ctl(`status --url http://127.0.0.1:${port}/ --user anna`, login),
      ctl(`status ${url} ${anchor} --cert-file ${client.certFile} --user anna`, login),
    ])
    assert.deepEqual(
      all.map(({code}) => code),
      [0, 0, 0, 3, 3, 3, 3, 3, 1],
      all.map(({stderr}) => stderr).join('\n'),
    )
    for (const {stdout, stderr} of all) assert.doesNotMatch(stdout + stderr, /open-(sesame|barley)/)
    for (const [index, words] of Object.entries({
      3: /refused the login \(HTTP 401\)\n {2}check the user/,
      4: /refused the login[\s\S]*--user/,
      5: /not of an authority that is trusted\n.*--trust-anchor/,
      6: /wants a certificate.*\n.*--cert-file and --key-file/,
      7: /does not speak HTTP|hang up/,
      8: /of no use without its key/,
    })) {
      assert.match(all[Number(index)]!.stderr, words)
    }
  })
})

/** A unix socket whose owner behaves as `talk` does. */
async function withSocket(talk: (server: Server) => void, work: (path: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'keats-ctl-'))
  chmodSync(directory, 0o755)
  const server = createServer()
  server.on('connection', socket => socket.on('error', () => {}))
  talk(server)
  await new Promise<void>(resolve => server.listen(join(directory, 's'), resolve))
  try {
    await work(join(directory, 's'))
  } finally {
    server.close()
    rmSync(directory, {recursive: true, force: true})
  }
}

test('servers that hang, hang up or talk nonsense; sockets that are none', {timeout: 300_000}, async () => {
  const on = (talk: (server: Server) => void, words: string, code: number, message: RegExp) =>
    withSocket(talk, async socket => {
      const end = await keats(['ctl', ...words.split(' '), '--socket', socket])
      assert.equal(end.code, code, end.stderr)
      assert.match(end.stderr, message)
    })
  const file = path('plain')
  writeFileSync(file, '')
  const at = async (place: string, message: RegExp) => {
    const end = await keats(['ctl', 'status', '--socket', place])
    assert.equal(end.code, 3, end.stderr)
    assert.match(end.stderr, message)
  }
  await Promise.all([
    on(() => {}, 'status --timeout 0.5', 3, /no answer within 0\.5 s\n.*--timeout/),
    on(
      server => server.on('connection', socket => socket.destroy()),
      'status',
      3,
      /without an answer|ECONNRESET|EPIPE/,
    ),
    on(
      server => server.on('connection', socket => socket.end('220 mail')),
      'status',
      1,
      /no answer of a control channel: 220 mail/,
    ),
    at(path('nobody'), /no such socket\n.*is the server running/),
    at(file, /this is no socket/),
  ])
})

test('without permission it says whose socket it is', {timeout: 300_000}, () =>
  withSocket(
    () => {},
    async socket => {
      chmodSync(socket, 0o660)
      const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--no-new-privs']
      const program = new Program([
        ...nobody,
        process.execPath,
        join(packageRoot, 'bin/run.js'),
        'ctl',
        'status',
        '--socket',
        socket,
      ])
      assert.match(await program.finish(), /permission denied\n {2}\S+ belongs to root:root with mode 660/)
    },
  ),
)

test('usage: exit 2 and a word about it; Ctrl-C ends a wait', {timeout: 300_000}, async () => {
  const wrong = [
    '',
    'status',
    'a --socket /x --nope',
    'a b --socket /x',
    'a --socket /x -a {',
    'a --socket /x --timeout x',
  ]
  const ends = await Promise.all(wrong.map(words => keats(['ctl', ...words.split(' ').filter(Boolean)])))
  for (const [index, {code, stderr}] of ends.entries())
    assert.deepEqual([code, stderr[0]], [2, '✖'], `${wrong[index]}: ${stderr}`)
  let arrived = () => {}
  const connected = new Promise<void>(resolve => {
    arrived = resolve
  })
  await withSocket(
    server => server.on('connection', arrived),
    async socket => {
      const child = startKeats(['ctl', 'status', '--socket', socket, '--timeout', '50'])
      const end = ended(child)
      await connected
      child.kill('SIGINT')
      assert.equal((await end).code, 130)
    },
  )
})
