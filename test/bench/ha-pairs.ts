// Pairs of servers in high availability on loopback, each with a database of its own, that a benchmark loads.
import {type ChildProcess, spawn} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {keaCommand} from '../support/kea-control.ts'
import {freePort} from '../support/servers.ts'
import {dhcp4} from './contestants.ts'

export type PairMode = 'load-balancing' | 'hot-standby'
export type Maker = 'Kea' | 'keats'

/** Where the two servers of a pair listen for relays; both answer to the port behind theirs. */
export interface RunningPair {
  readonly ports: readonly [number, number]
  readonly pids: readonly number[]
  /** Control sockets. */
  readonly sockets: readonly string[]
  stop(): Promise<void>
}

const hooks = '/usr/lib/x86_64-linux-gnu/kea/hooks'
const names = ['server1', 'server2'] as const

/** Starts both and waits until both serve as the mode means. */
export async function startPair(maker: Maker, mode: PairMode): Promise<RunningPair> {
  const directory = mkdtempSync(join(tmpdir(), 'keats-bench-'))
  const urls = [await freePort(), await freePort()].map(port => `http://127.0.0.1:${port}/`)
  const sockets = names.map(name => join(directory, name, 'control'))
  const ports = [await portForTwo(), await portForTwo()] as const
  const children = names.map((name, index) => {
    const own = join(directory, name)
    mkdirSync(own, {mode: 0o700})
    return start(maker, own, configuration(maker, mode, index, urls, own), ports[index]!)
  })
  const stop = async () => {
    await Promise.all(children.map(ended))
    rmSync(directory, {recursive: true, force: true})
  }
  try {
    for (const socket of sockets) await reach(socket, mode)
  } catch (error) {
    await stop()
    throw error
  }
  return {ports, pids: children.map(child => child.pid!), sockets, stop}
}

/** A free port whose neighbour nobody else will be given. */
async function portForTwo(): Promise<number> {
  const port = await freePort()
  await freePort()
  return port
}

function configuration(
  maker: Maker,
  mode: PairMode,
  index: number,
  urls: readonly string[],
  directory: string,
): string {
  const second = mode === 'hot-standby' ? 'standby' : 'secondary'
  const relationship = {
    'this-server-name': names[index],
    mode,
    'heartbeat-delay': 1000,
    'max-response-delay': 60_000,
    'max-unacked-clients': 0,
    'multi-threading': {
      'enable-multi-threading': true,
      'http-dedicated-listener': true,
      'http-listener-threads': 4,
      'http-client-threads': 4,
    },
    peers: names.map((name, at) => ({name, url: urls[at], role: at === 0 ? 'primary' : second})),
  }
  const database =
    maker === 'Kea'
      ? {type: 'memfile', name: join(directory, 'leases.csv'), 'lfc-interval': 0}
      : {type: 'sqlite', name: join(directory, 'leases.sqlite')}
  return dhcp4(database, {
    'control-socket': {'socket-type': 'unix', 'socket-name': join(directory, 'control')},
    loggers: [{name: 'kea-dhcp4', severity: 'ERROR', output_options: [{output: 'stderr'}]}],
    'multi-threading': {'enable-multi-threading': true},
    'hooks-libraries': [
      {library: `${hooks}/libdhcp_lease_cmds.so`},
      {library: `${hooks}/libdhcp_ha.so`, parameters: {'high-availability': [relationship]}},
    ],
    // Each client has a server of its own, so that both would give the same address only if one had failed.
    ...(mode === 'load-balancing' ? {subnet4: [halves]} : {}),
  })
}

const halves = {
  subnet: '10.0.0.0/8',
  id: 1,
  pools: [
    {pool: '10.0.0.1 - 10.127.255.255', 'client-class': 'HA_server1'},
    {pool: '10.128.0.0 - 10.255.255.254', 'client-class': 'HA_server2'},
  ],
  relay: {'ip-addresses': ['127.0.0.1']},
  'option-data': [{name: 'routers', data: '10.0.0.1'}],
}

function start(maker: Maker, directory: string, text: string, port: number): ChildProcess {
  const config = join(directory, 'dhcp4.json')
  writeFileSync(config, text)
  const program = maker === 'Kea' ? ['/usr/sbin/kea-dhcp4'] : [process.execPath, ...profiled(), 'bin/run.js', 'dhcp4']
  const [command, ...words] = [...program, '-c', config, '-p', `${port}`, '-P', `${port + 1}`]
  const env = {...process.env, KEA_PIDFILE_DIR: directory, KEA_LOCKFILE_DIR: 'none'}
  return spawn(command!, words, {stdio: ['ignore', 'inherit', 'inherit'], env})
}

/** KEATS_BENCH_PROFILE names a folder for what --cpu-prof finds. */
function profiled(): readonly string[] {
  const folder = process.env['KEATS_BENCH_PROFILE']
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`]
}

async function reach(socket: string, state: string): Promise<void> {
  for (const end = performance.now() + 40_000; ; await delay(200)) {
    const answer = await keaCommand(socket, 'status-get').catch(String)
    if (JSON.stringify(answer).includes(`"state":"${state}"`)) return
    if (performance.now() > end) throw new Error(`never in ${state}: ${JSON.stringify(answer)}`)
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const end = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGTERM')
  const insist = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await end
  clearTimeout(insist)
}
