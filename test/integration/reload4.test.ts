import assert from 'node:assert/strict'
import {writeFileSync} from 'node:fs'
import {test} from 'node:test'
import {formatIpv4} from '../../src/net-types/ipv4.ts'
import {scratchDirectory} from '../support/databases.ts'
import {printed} from '../support/keats.ts'
import {type LoopbackServer4, loopbackConfig4, openClients4, startLoopback4} from '../support/loopback4.ts'

const info = [{name: 'kea-dhcp4', severity: 'INFO'}]

function pool(first: string, last: string): object {
  const subnet = {
    subnet: '10.0.0.0/8',
    id: 1,
    pools: [{pool: `${first} - ${last}`}],
    relay: {'ip-addresses': ['127.0.0.1']},
  }
  return {loggers: info, subnet4: [subnet]}
}

/** Writes the file again and sends SIGHUP; resolves when the log has told what came of it. */
async function reload(server: LoopbackServer4, dhcp4: object | string, told: string): Promise<void> {
  writeFileSync(server.file, typeof dhcp4 === 'string' ? dhcp4 : JSON.stringify({Dhcp4: dhcp4}))
  const seen = printed(server.child, told)
  server.child.kill('SIGHUP')
  await seen
}

for (const name of [`${scratchDirectory()}/reload.sqlite`, ':memory:']) {
  test(`SIGHUP puts the file into force, and leases stay (${name === ':memory:' ? 'memory' : 'file'})`, async () => {
    const access = {type: 'sqlite', name, readonly: false} as const
    const server = await startLoopback4(loopbackConfig4(access, pool('10.0.0.1', '10.0.0.9')))
    const clients = await openClients4(server)
    const first = await clients.lease(1)
    assert.equal(formatIpv4(first!.address), '10.0.0.1')
    await reload(server, loopbackConfig4(access, pool('10.0.0.1', '10.0.1.9')), 'DHCP4_DYNAMIC_RECONFIGURATION_SUCCESS')
    assert.deepEqual(await clients.renew(first!), first)
    // Nobody gets an address twice, and the order goes on where it stood.
    assert.equal(formatIpv4((await clients.lease(2))!.address), '10.0.0.2')
    await reload(server, loopbackConfig4(access, pool('10.1.0.1', '10.1.0.9')), 'DHCP4_DYNAMIC_RECONFIGURATION_SUCCESS')
    assert.equal(formatIpv4((await clients.lease(3))!.address), '10.1.0.1')
    await clients.close()
    server.child.kill('SIGTERM')
    assert.equal((await server.ended).code, 0)
  })
}

test('a file that is wrong leaves the old configuration serving', async () => {
  const access = {type: 'memfile', name: '', persist: false, lfcInterval: 0, maxRowErrors: 0} as const
  const good = loopbackConfig4(access, pool('10.0.0.1', '10.0.0.9'))
  const server = await startLoopback4(good)
  const clients = await openClients4(server)
  const failed = 'DHCP4_DYNAMIC_RECONFIGURATION_FAIL'
  await reload(server, '{"Dhcp4": {', failed)
  await reload(server, {...good, 'no-such-keyword': 1}, failed)
  await reload(
    server,
    {...good, loggers: [{name: 'kea-dhcp4', output_options: [{output: '/nowhere/at/all.log'}]}]},
    failed,
  )
  const elsewhere = {'interfaces-config': {interfaces: ['lo/127.0.0.1', 'no-such-link']}}
  await reload(server, {...good, ...elsewhere}, failed)
  assert.equal(formatIpv4((await clients.lease(1))!.address), '10.0.0.1')
  const unreachable = {type: 'postgresql', name: 'none', host: '127.0.0.1', port: 1}
  await reload(server, {...good, 'lease-database': unreachable}, 'DHCP4_SERVICE_BLOCKED')
  assert.equal(await clients.leaseBriefly(2), undefined)
  await reload(server, good, 'DHCP4_SERVICE_RESUMED')
  assert.equal(formatIpv4((await clients.lease(2))!.address), '10.0.0.2')
  await clients.close()
  server.child.kill('SIGTERM')
  const {code, stdout} = await server.ended
  assert.equal(code, 0)
  assert.match(stdout, /DHCP4_CONFIG_UNRECOVERABLE_ERROR/)
})
