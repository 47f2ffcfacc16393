import {Lab, type Netns} from '../netns.ts'

/** The two networks of a pair: clients reach both servers on `lan`, the servers reach each other on `link`. */
export type Cable = 'lan' | 'link'

/** down: the server's interface sees no carrier · silent: all looks well and nothing arrives. */
export type Fault = 'down' | 'silent'

export const serverAddresses = ['10.9.0.1', '10.9.0.2'] as const
export const linkAddresses = ['10.99.0.1', '10.99.0.2'] as const
const CLIENT_ADDRESS = '10.9.0.9'

/** Two servers and their clients, every cable of which can be cut: they meet in bridges of a namespace of its own. */
export class HaNetwork4 {
  readonly lab = new Lab()
  readonly clients: Netns
  /** For a real client program, which sets its own address. */
  readonly station: Netns
  readonly servers: readonly [Netns, Netns]
  readonly #hub: Netns

  constructor() {
    this.#hub = this.lab.namespace('hub')
    this.clients = this.lab.namespace('clients')
    this.station = this.lab.namespace('station')
    this.servers = [this.lab.namespace('server1'), this.lab.namespace('server2')]
    for (const bridge of ['br-lan', 'br-link']) {
      this.#hub.run('ip', 'link', 'add', 'name', bridge, 'type', 'bridge')
      this.#hub.run('ip', 'link', 'set', bridge, 'up')
    }
    this.#plug('lan', 'clients', this.clients, 'eth0')
    this.#plug('lan', 'station', this.station, 'eth0')
    this.clients.address('eth0', `${CLIENT_ADDRESS}/16`)
    for (const [index, server] of this.servers.entries()) {
      this.#plug('lan', `lan${index}`, server, 'eth0')
      this.#plug('link', `link${index}`, server, 'ha0')
      server.address('eth0', `${serverAddresses[index]}/16`)
      server.address('ha0', `${linkAddresses[index]}/24`)
    }
  }

  cut(server: number, cable: Cable, fault: Fault): void {
    const end = fault === 'down' ? ['down'] : ['nomaster']
    this.#hub.run('ip', 'link', 'set', `${cable}${server}`, ...end)
  }

  heal(server: number, cable: Cable): void {
    this.#hub.run('ip', 'link', 'set', `${cable}${server}`, 'master', `br-${cable}`, 'up')
  }

  #plug(bridge: Cable, port: string, namespace: Netns, device: string): void {
    this.lab.cable(this.#hub, port, namespace, device)
    this.#hub.run('ip', 'link', 'set', port, 'master', `br-${bridge}`)
  }
}
