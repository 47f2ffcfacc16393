import {Lab, type Netns} from './netns.ts'

/** A client on the server's own network: server 10.9.0.1/24 on eth0. */
export interface DirectNetwork {
  readonly lab: Lab
  readonly server: Netns
  readonly client: Netns
}

export function directNetwork(): DirectNetwork {
  const lab = new Lab()
  const [server, client] = [lab.namespace('server'), lab.namespace('client')]
  lab.cable(server, 'eth0', client, 'eth0')
  server.address('eth0', '10.9.0.1/24')
  return {lab, server, client}
}

/** The same with 10.9.0.9/24 for the client, which may broadcast. */
export function directNetworkWithAddress(): DirectNetwork {
  const network = directNetwork()
  network.client.address('eth0', '10.9.0.9/24')
  network.client.run('ip', 'route', 'add', '255.255.255.255', 'dev', 'eth0')
  return network
}

/** A client behind dhcrelay: server 10.8.0.1, relay 10.8.0.2 and 10.9.0.1/24, which also routes. */
export async function relayedNetwork(): Promise<DirectNetwork> {
  const lab = new Lab()
  const [server, relay, client] = [lab.namespace('server'), lab.namespace('relay'), lab.namespace('client')]
  lab.cable(server, 'eth0', relay, 'upside')
  lab.cable(relay, 'downside', client, 'eth0')
  server.address('eth0', '10.8.0.1/24')
  relay.address('upside', '10.8.0.2/24')
  relay.address('downside', '10.9.0.1/24')
  relay.run('sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
  server.run('ip', 'route', 'add', '10.9.0.0/24', 'via', '10.8.0.2')
  const program = relay.start(['dhcrelay', '-4', '-d', '--no-pid', '-id', 'downside', '-iu', 'upside', '10.8.0.1'])
  lab.keep(program)
  await program.until('relaying', () => program.output.includes('Sending on'))
  return {lab, server, client}
}

/** Serves 10.9.0.0/24, and 10.7.0.0/24 where the server has an address there, so that clients renew soon. */
export function subnetConfiguration(interfaces: object = {interfaces: ['eth0']}): object {
  return {
    'interfaces-config': interfaces,
    'valid-lifetime': 60,
    'renew-timer': 2,
    'rebind-timer': 40,
    subnet4: [
      {id: 7, subnet: '10.7.0.0/24', pools: [{pool: '10.7.0.10 - 10.7.0.200'}]},
      {
        id: 9,
        subnet: '10.9.0.0/24',
        pools: [{pool: '10.9.0.10 - 10.9.0.200'}],
        'option-data': [{name: 'routers', data: '10.9.0.1'}],
      },
    ],
  }
}
