// npm test: installs what the tests drive where that is possible, builds, lints, starts the databases, runs every test.
// npm run bench: the same set-up, then test/bench. A word behind `npm test --` keeps only the files whose path holds it.
import {execFileSync, spawn} from 'node:child_process'
import {existsSync, readdirSync} from 'node:fs'
import {availableParallelism} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
process.chdir(root)

/** Program that a test starts -> Debian package that brings it. */
const programs = {
  '/usr/sbin/kea-admin': 'kea-admin',
  '/usr/sbin/perfdhcp': 'kea-admin',
  '/usr/sbin/kea-dhcp4': 'kea-dhcp4-server',
  '/usr/sbin/kea-dhcp6': 'kea-dhcp6-server',
  '/usr/sbin/kea-ctrl-agent': 'kea-ctrl-agent',
  '/usr/sbin/kea-shell': 'kea-ctrl-agent',
  '/usr/sbin/kea-lfc': 'kea-common',
  '/usr/share/doc/kea/examples/kea4/single-subnet.json': 'kea-doc',
  '/usr/lib/postgresql': 'postgresql',
  '/usr/bin/pg_dump': 'postgresql-client',
  '/usr/sbin/mariadbd': 'mariadb-server',
  '/usr/bin/mariadb-dump': 'mariadb-client',
  '/usr/bin/udhcpc': 'udhcpc',
  '/usr/sbin/udhcpc': 'udhcpc',
  '/sbin/dhclient': 'isc-dhcp-client',
  '/sbin/dhcpcd': 'dhcpcd',
  '/usr/sbin/dhcrelay': 'isc-dhcp-relay',
  '/usr/bin/tcpdump': 'tcpdump',
  '/usr/bin/tshark': 'tshark',
  '/usr/bin/socat': 'socat',
  '/sbin/ip': 'iproute2',
  '/usr/bin/setpriv': 'util-linux',
  '/usr/bin/unshare': 'util-linux',
  '/usr/bin/mount': 'mount',
  '/usr/bin/openssl': 'openssl',
}

/** Packages none of whose programs is there (a package may put a program in either of two folders). */
function missing() {
  const there = new Set()
  for (const [path, name] of Object.entries(programs))
    if (existsSync(path)) there.add(`${name}:${path.split('/').pop()}`)
  const wanted = Object.entries(programs).filter(([path, name]) => !there.has(`${name}:${path.split('/').pop()}`))
  return [...new Set(wanted.map(([, name]) => name))]
}

function installMissing() {
  const packages = missing()
  if (packages.length === 0) return
  const apt = existsSync('/usr/bin/apt-get')
  if (process.getuid?.() !== 0 || !apt) {
    console.error(`These tests drive real servers and clients. Missing here: ${packages.join(' ')}`)
    console.error(`Run this as root, then try again:  apt-get install ${packages.join(' ')}`)
    process.exit(1)
  }
  console.log(`installing ${packages.join(' ')}`)
  const options = {stdio: ['ignore', 'ignore', 'inherit'], env: {...process.env, DEBIAN_FRONTEND: 'noninteractive'}}
  execFileSync('apt-get', ['update', '-qq'], options)
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options)
  const still = missing()
  if (still.length > 0) {
    console.error(`apt-get did not bring: ${still.join(' ')}`)
    process.exit(1)
  }
}

function step(title, command, args) {
  console.log(`${title}`)
  try {
    execFileSync(command, args, {stdio: 'inherit'})
  } catch {
    console.error(`failed: ${command} ${args.join(' ')}`)
    process.exit(1)
  }
}

const tool = name => join(root, 'node_modules', '.bin', name)
const compiled = (directory, suffix) =>
  readdirSync(join(root, 'dist', directory), {recursive: true})
    .map(String)
    .filter(name => name.endsWith(suffix))
    .map(name => join('dist', directory, name))
    .sort()

function node(args, env) {
  return new Promise(resolve => {
    const child = spawn(process.execPath, args, {stdio: 'inherit', env: {...process.env, ...env}})
    child.once('exit', (code, signal) => resolve(signal === null ? code : 1))
  })
}

const words = process.argv.slice(2)
const bench = words[0] === 'bench'
if (bench) words.shift()

installMissing()
step('compiling', tool('tsc'), ['-p', 'test/tsconfig.json'])
if (!bench) step('checking format and lint', tool('biome'), ['check', '--error-on-warnings', '.'])

const files = compiled('test', bench ? '.bench.js' : '.test.js').filter(
  name => words.length === 0 || words.some(word => name.includes(word)),
)
if (files.length === 0) {
  console.error(`no ${bench ? 'benchmark' : 'test'} matches ${words.join(' ')}`)
  process.exit(1)
}

let code = 0
if (bench) {
  for (const file of files) code ||= await node([file], {})
} else {
  const {startMariadb, startPostgres} = await import('../dist/test/support/servers.js')
  const own = []
  const env = {}
  if (process.env.KEATS_TEST_PGSQL_URL === undefined) {
    own.push(await startPostgres())
    env.KEATS_TEST_PGSQL_URL = own.at(-1).url
  }
  if (process.env.KEATS_TEST_MYSQL_URL === undefined) {
    own.push(await startMariadb())
    env.KEATS_TEST_MYSQL_URL = own.at(-1).url
  }
  try {
    const concurrency = `--test-concurrency=${availableParallelism()}`
    // A test that fails may leave a server behind, which would keep its file from its end, and all the others waiting for it.
    code = await node(['--test', '--test-force-exit', concurrency, '--test-reporter=spec', ...files], env)
  } finally {
    for (const server of own) await server.stop()
  }
}
process.exit(code)
