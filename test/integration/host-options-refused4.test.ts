import assert from 'node:assert/strict'
import {test} from 'node:test'
import {hostOf, hostOption, testHosts} from '../support/hosts.ts'
import {keats} from '../support/keats.ts'
import {loopbackConfig4, openClients4, startLoopback4, writeConfig4} from '../support/loopback4.ts'

const option = (code: number, text: string) => hostOption(code, {data: {text}})

test('an option of a row that its definition refuses is told in the log, once, and explained', async () => {
  const hosts = await testHosts('sqlite')
  const store = await hosts.open()
  const options = [option(3, 'no address'), option(6, '192.0.2.53'), hostOption(28, {data: {bytes: '01'}})]
  await store.add4(hostOf(1, {address: undefined, options}), {uniqueAddress: true})
  await store.add4(hostOf(2, {address: undefined, options: [option(6, '192.0.2.53')]}), {uniqueAddress: true})
  await store.close()
  const database = {type: 'sqlite', name: hosts.database.target.database}
  const dhcp4 = loopbackConfig4({type: 'sqlite', name: ':memory:', readonly: false}, {'hosts-database': database})

  const server = await startLoopback4(dhcp4)
  const clients = await openClients4(server)
  try {
    for (const client of [1, 2, 1]) assert.ok((await clients.lease(client)) !== undefined)
  } finally {
    await clients.close()
    server.child.kill('SIGTERM')
  }
  const {stdout, stderr} = await server.ended
  const told = [...(stdout + stderr).matchAll(/^.* WARN .*DHCP4_RESERVATION_OPTIONS_REFUSED.*$/gm)].map(String)
  assert.equal(told.length, 1, stdout + stderr)
  const why = [
    "dhcp4 3: option routers: 'no address' is not an IPv4 address",
    "dhcp4 28: option broadcast-address: its bytes '01' are not an IPv4 address",
  ]
  assert.match(told[0]!, /hw-address=020000000001 in subnet 1/)
  assert.ok(told[0]!.endsWith(why.join('; ')), told[0])

  const file = writeConfig4(dhcp4)
  const words = ['explain', 'dhcp4', '-c', file, '--json', '--mac', '02:00:00:00:00:01', '--giaddr', '127.0.0.1']
  const explained = await keats(words)
  assert.equal(explained.code, 0, explained.stderr)
  const {steps} = JSON.parse(explained.stdout) as {readonly steps: readonly {readonly text: string}[]}
  for (const one of why) {
    assert.ok(
      steps.some(({text}) => text === `of the reservation, sent to nobody: ${one}`),
      explained.stdout,
    )
  }
})
