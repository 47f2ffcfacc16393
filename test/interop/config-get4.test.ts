import assert from 'node:assert/strict'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {test} from 'node:test'
import {parseConfig4} from '../../src/config/dhcp4.ts'
import type {ServerConfig4, Subnet4} from '../../src/model/config4.ts'
import {formatIpv4} from '../../src/net-types/ipv4.ts'
import {keaCommand} from '../support/kea-control.ts'
import {startKea4} from '../support/kea4.ts'

/** Values on every level, so that each keyword is inherited in one place and set in another. */
const dhcp4 = {
  'interfaces-config': {interfaces: []},
  'lease-database': {type: 'memfile', persist: false},
  'valid-lifetime': 4000,
  'min-valid-lifetime': 1000,
  'renew-timer': 900,
  'calculate-tee-times': true,
  't1-percent': 0.4,
  'match-client-id': false,
  'next-server': '192.0.2.250',
  'server-hostname': 'global',
  'boot-file-name': 'global.img',
  authoritative: true,
  'decline-probation-period': 77,
  'expired-leases-processing': {'reclaim-timer-wait-time': 11, 'max-reclaim-leases': 0},
  subnet4: [
    {subnet: '192.0.2.0/24', 'valid-lifetime': 5000, 'renew-timer': 0, relay: {'ip-address': '10.0.0.1'}},
    {subnet: '192.0.3.0/24', id: 99, 'min-valid-lifetime': 2000, 'max-valid-lifetime': 9000, authoritative: false},
    {subnet: '192.0.4.0/24', 'rebind-timer': 1000, 'server-hostname': '', 'next-server': '0.0.0.0'},
  ],
  'shared-networks': [
    {
      name: 'zone',
      'valid-lifetime': 6000,
      'rebind-timer': 3000,
      't2-percent': 0.9,
      'match-client-id': true,
      'server-hostname': 'network',
      'store-extended-info': true,
      authoritative: false,
      relay: {'ip-addresses': ['10.0.0.2', '10.0.0.3']},
      subnet4: [
        {subnet: '192.0.5.0/24'},
        {
          subnet: '192.0.6.0/24',
          'match-client-id': false,
          'boot-file-name': 'subnet.img',
          relay: {'ip-addresses': ['10.0.0.4']},
        },
        {
          subnet: '192.0.7.0/24',
          'store-extended-info': false,
          'calculate-tee-times': false,
          'max-valid-lifetime': 7000,
        },
      ],
    },
    {name: 'two', subnet4: [{subnet: '192.0.8.0/24', id: 50}, {subnet: '192.0.9.0/24'}]},
  ],
}

type Json = Readonly<Record<string, unknown>>

/** A keyword that Kea does not print for a subnet stands for what its network or the global level says. */
function keaView(subnet: Json, network: Json, global: Json) {
  const value = (key: string) => subnet[key] ?? network[key] ?? global[key]
  const lifetime = value('valid-lifetime') as number
  const relay = (subnet['relay'] as {'ip-addresses': string[]})['ip-addresses']
  const outer = (network['relay'] as {'ip-addresses': string[]} | undefined)?.['ip-addresses'] ?? []
  return {
    id: subnet['id'] as number,
    subnet: subnet['subnet'],
    lifetimes: [value('min-valid-lifetime') ?? lifetime, lifetime, value('max-valid-lifetime') ?? lifetime],
    timers: [value('renew-timer'), value('rebind-timer')],
    tee: [value('calculate-tee-times'), value('t1-percent'), value('t2-percent')],
    matchClientId: value('match-client-id'),
    authoritative: value('authoritative'),
    boot: [value('next-server'), value('server-hostname'), value('boot-file-name')],
    storeExtendedInfo: value('store-extended-info'),
    relay: relay.length > 0 ? relay : outer,
  }
}

function ourView(subnet: Subnet4): object {
  const {min, default: lifetime, max} = subnet.validLifetime
  return {
    id: subnet.id,
    subnet: `${formatIpv4(subnet.prefix.address)}/${subnet.prefix.length}`,
    lifetimes: [min, lifetime, max],
    timers: [subnet.renewTimer, subnet.rebindTimer],
    tee: [subnet.calculateTeeTimes, subnet.t1Percent, subnet.t2Percent],
    matchClientId: subnet.matchClientId,
    authoritative: subnet.authoritative,
    boot: [formatIpv4(subnet.boot.nextServer), subnet.boot.serverHostname, subnet.boot.bootFileName],
    storeExtendedInfo: subnet.storeExtendedInfo,
    relay: subnet.relayAddresses.map(formatIpv4),
  }
}

async function configGet(): Promise<Json> {
  const directory = mkdtempSync(join(tmpdir(), 'keats-config-get-'))
  const socket = join(directory, 'control')
  const kea = await startKea4({...dhcp4, 'control-socket': {'socket-type': 'unix', 'socket-name': socket}})
  try {
    const answer = await keaCommand(socket, 'config-get')
    return (answer.arguments as {Dhcp4: Json}).Dhcp4
  } finally {
    await kea.stop()
    rmSync(directory, {recursive: true, force: true})
  }
}

function ours(): ServerConfig4 {
  const result = parseConfig4(JSON.stringify({Dhcp4: dhcp4}), 'x', {
    readFile: () => '',
    stateDirectory: '/',
  })
  assert.ok(result.kind === 'config')
  return result.config
}

test('every subnet has the values that the real Kea gives it, ids and inheritance included', async () => {
  const kea = await configGet()
  const networks = kea['shared-networks'] as readonly Json[]
  const nested = networks.flatMap(network =>
    (network['subnet4'] as Json[]).map(subnet => keaView(subnet, network, kea)),
  )
  const single = (kea['subnet4'] as Json[]).map(subnet => keaView(subnet, {}, kea))
  const config = ours()
  const byId = (a: {id: number}, b: {id: number}) => a.id - b.id
  assert.deepEqual(config.subnets.map(ourView), [...nested, ...single].sort(byId))
  const order = networks.map(network => [network['name'], (network['subnet4'] as Json[]).map(({id}) => id)])
  assert.deepEqual(
    config.sharedNetworks.map(({name, subnets}) => [name, subnets.map(({id}) => id)]),
    order,
  )
  const {reclaimTimerWaitTime, flushReclaimedTimerWaitTime, holdReclaimedTime, ...rest} = config.expiredLeasesProcessing
  assert.deepEqual(kea['expired-leases-processing'], {
    'reclaim-timer-wait-time': reclaimTimerWaitTime,
    'flush-reclaimed-timer-wait-time': flushReclaimedTimerWaitTime,
    'hold-reclaimed-time': holdReclaimedTime,
    'max-reclaim-leases': rest.maxReclaimLeases,
    'max-reclaim-time': rest.maxReclaimTime,
    'unwarned-reclaim-cycles': rest.unwarnedReclaimCycles,
  })
  assert.equal(kea['decline-probation-period'], config.declineProbationPeriod)
  assert.equal(kea['echo-client-id'], config.echoClientId)
  assert.deepEqual(kea['sanity-checks'], {'lease-checks': config.sanityChecks.leaseChecks})
})
