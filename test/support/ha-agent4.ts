import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {scratchDirectory} from './databases.ts'
import {listens} from './listens.ts'

/** The real kea-ctrl-agent on a url, before the control socket of a DHCPv4 server, for one user. */
export class ControlAgent4 {
  readonly #stop: () => Promise<void>

  private constructor(stop: () => Promise<void>) {
    this.#stop = stop
  }

  static async start(url: string, socket: string, user: string, password: string): Promise<ControlAgent4> {
    const directory = mkdtempSync(join(scratchDirectory(), 'agent-'))
    const file = join(directory, 'agent.conf')
    const port = Number(new URL(url).port)
    const config = {
      'http-host': '127.0.0.1',
      'http-port': port,
      authentication: {type: 'basic', realm: 'kea-control-agent', clients: [{user, password}]},
      'control-sockets': {dhcp4: {'socket-type': 'unix', 'socket-name': socket}},
    }
    writeFileSync(file, JSON.stringify({'Control-agent': config}))
    const env = {...process.env, KEA_PIDFILE_DIR: directory, KEA_LOCKFILE_DIR: 'none'}
    const agent = spawn('kea-ctrl-agent', ['-c', file], {env, stdio: 'ignore'})
    const orphan = () => agent.kill('SIGKILL')
    process.once('exit', orphan)
    agent.once('exit', () => process.off('exit', orphan))
    for (const end = Date.now() + 40_000; !(await listens(port)); await delay(20))
      if (Date.now() > end || agent.exitCode !== null) throw new Error(`kea-ctrl-agent: ${agent.exitCode}`)
    return new ControlAgent4(async () => {
      const exit = agent.exitCode === null && agent.signalCode === null ? once(agent, 'exit') : undefined
      agent.kill('SIGTERM')
      await exit
    })
  }

  stop(): Promise<void> {
    return this.#stop()
  }
}
