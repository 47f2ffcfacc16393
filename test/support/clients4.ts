import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Netns, Program} from './netns.ts'

/** What a client's script was told when its lease began or went on. */
export interface ClientEvent {
  /** The client program's own word: bound, renew, RENEW, REBOOT, … */
  readonly reason: string
  readonly address: string
  readonly mask: string
  readonly router: string
  /** Seconds. */
  readonly lifetime: number
  readonly server: string
}

/** A DHCP client program at work on one interface. */
export interface RunningClient {
  /** The lease that it got, waiting for it. */
  bound(): Promise<ClientEvent>
  /** Makes it extend its lease (or waits until it does so by itself) and answers what it was told then. */
  renewed(): Promise<ClientEvent>
  /** Makes it give its lease back and end. */
  release(): Promise<void>
  stop(): Promise<void>
  output(): string
}

export interface ClientProgram {
  readonly name: string
  /** `more` are words for the program's command line. */
  start(namespace: Netns, device: string, more?: readonly string[]): RunningClient
}

// One script for all: it tells what the client passes on, and gives the interface its address and route.
// `write` is each program's own way to name the parts.
function script(directory: string, write: string, setAddress: string): string {
  const path = join(directory, 'script')
  const text = `#!/bin/sh\n${write} >> ${join(directory, 'events')}\n${setAddress}\nexit 0\n`
  writeFileSync(path, text, {mode: 0o755})
  return path
}

class Running implements RunningClient {
  readonly #directory: string
  readonly #program: Program
  readonly #boundReasons: readonly string[]
  readonly #renewReasons: readonly string[]
  readonly #askRenew: () => void
  readonly #askRelease: () => Promise<void>

  constructor(
    directory: string,
    program: Program,
    reasons: {readonly bound: readonly string[]; readonly renewed: readonly string[]},
    ask: {readonly renew: () => void; readonly release: () => Promise<void>},
  ) {
    this.#directory = directory
    this.#program = program
    this.#boundReasons = reasons.bound
    this.#renewReasons = reasons.renewed
    this.#askRenew = ask.renew
    this.#askRelease = ask.release
  }

  bound(): Promise<ClientEvent> {
    return this.#next(this.#boundReasons, 0)
  }

  renewed(): Promise<ClientEvent> {
    const before = this.#events().length
    this.#askRenew()
    return this.#next(this.#renewReasons, before)
  }

  async release(): Promise<void> {
    await this.#askRelease()
    await this.stop()
  }

  async stop(): Promise<void> {
    await this.#program.stop()
    rmSync(this.#directory, {recursive: true, force: true})
  }

  output(): string {
    return this.#program.output
  }

  #next(reasons: readonly string[], from: number): Promise<ClientEvent> {
    const look = () =>
      this.#events()
        .slice(from)
        .find(({reason}) => reasons.includes(reason))
    return this.#program.until(`waiting for ${reasons.join(' or ')}`, look)
  }

  #events(): ClientEvent[] {
    const file = join(this.#directory, 'events')
    if (!existsSync(file)) return []
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
    return lines.map(line => {
      const [reason = '', address = '', mask = '', router = '', lifetime = '', server = ''] = line.split('|')
      return {reason, address, mask, router, lifetime: Number(lifetime), server}
    })
  }
}

const scratch = (name: string) => mkdtempSync(join(tmpdir(), `keats-${name}-`))

export const udhcpc: ClientProgram = {
  name: 'udhcpc',
  start(namespace, device, more = []) {
    const directory = scratch('udhcpc')
    const path = script(
      directory,
      'echo "$1|$ip|$subnet|$router|$lease|$serverid"',
      'case "$1" in bound|renew) ip address replace "$ip/$mask" dev "$interface"; ip route replace default via "$router";; deconfig) ip -4 address flush dev "$interface";; esac',
    )
    const program = namespace.start([
      'udhcpc',
      '-f',
      '-i',
      device,
      '-s',
      path,
      '-t',
      '10',
      '-T',
      '1',
      '-A',
      '1',
      ...more,
    ])
    return new Running(
      directory,
      program,
      {bound: ['bound'], renewed: ['renew']},
      {
        renew: () => program.signal('SIGUSR1'),
        async release() {
          program.signal('SIGUSR2')
          await program.until('releasing', () => /state: 7|entering released state/i.test(program.output))
        },
      },
    )
  },
}

export const dhclient: ClientProgram = {
  name: 'dhclient',
  start(namespace, device, more = []) {
    const directory = scratch('dhclient')
    const path = script(
      directory,
      'echo "$reason|$new_ip_address|$new_subnet_mask|$new_routers|$new_dhcp_lease_time|$new_dhcp_server_identifier"',
      'case "$reason" in BOUND|RENEW|REBIND|REBOOT) ip address replace "$new_ip_address/$new_subnet_mask" dev "$interface"; ip route replace default via "$new_routers";; PREINIT) ip link set "$interface" up;; RELEASE|EXPIRE|FAIL) ip -4 address flush dev "$interface";; esac',
    )
    const files = ['-sf', path, '-lf', join(directory, 'leases'), '-pf', join(directory, 'pid'), '-cf', '/dev/null']
    const program = namespace.start(['dhclient', '-4', '-d', ...files, ...more, device])
    return new Running(
      directory,
      program,
      {bound: ['BOUND'], renewed: ['RENEW']},
      {
        // No signal makes dhclient renew: it does at T1, which the server's configuration sets low enough.
        renew: () => {},
        async release() {
          namespace.run('dhclient', '-4', '-r', ...files, device)
        },
      },
    )
  },
}

export const dhcpcd: ClientProgram = {
  name: 'dhcpcd',
  start(namespace, device, more = []) {
    const directory = scratch('dhcpcd')
    const path = script(
      directory,
      'echo "$reason|$new_ip_address|$new_subnet_mask|$new_routers|$new_dhcp_lease_time|$new_dhcp_server_identifier"',
      '',
    )
    const configuration = join(directory, 'dhcpcd.conf')
    writeFileSync(configuration, 'noarp\nnoipv4ll\nipv4only\nclientid\noption subnet_mask, routers\n')
    // Its control socket and lease file have fixed places: they get folders that only it sees.
    const mounts = 'mount -t tmpfs none /var/lib/dhcpcd && mkdir -p /run/dhcpcd && mount -t tmpfs none /run/dhcpcd'
    const words = `exec dhcpcd -B -4 --nodelay -f ${configuration} -c ${path} ${more.join(' ')} ${device}`
    const program = namespace.start(['sh', '-c', `${mounts} && ${words}`])
    return new Running(
      directory,
      program,
      {bound: ['BOUND'], renewed: ['RENEW']},
      {
        renew: () => program.signal('SIGUSR1'),
        async release() {
          // It can miss a signal that comes while it runs its script.
          const heard = () => program.output.includes('received SIGALRM')
          const again = setInterval(() => heard() || program.ended || program.signal('SIGALRM'), 1000)
          program.signal('SIGALRM')
          try {
            await program.until('releasing', () => program.output.includes('releasing lease'))
          } finally {
            clearInterval(again)
          }
        },
      },
    )
  },
}

export const clientPrograms: readonly ClientProgram[] = [udhcpc, dhclient, dhcpcd]
