import assert from 'node:assert/strict'
import {readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {scratchDirectory} from '../support/databases.ts'
import {type ControlAnswer, keaCommand} from '../support/kea-control.ts'
import {type LoopbackServer4, loopbackConfig4, openClients4, startLoopback4} from '../support/loopback4.ts'

let sockets = 0

interface Controlled {
  readonly server: LoopbackServer4
  readonly clients: Awaited<ReturnType<typeof openClients4>>
  readonly socket: string
  ask(command: string, args?: object): Promise<ControlAnswer>
  end(): Promise<void>
}

/** A server with leases in memory and a control socket, and clients. */
async function start(changes: object = {}): Promise<Controlled> {
  const socket = join(scratchDirectory(), `commands-${++sockets}`)
  const access = {type: 'memfile', name: '', persist: false, lfcInterval: 0, maxRowErrors: 0} as const
  const channel = {'control-socket': {'socket-type': 'unix', 'socket-name': socket}}
  const server = await startLoopback4(loopbackConfig4(access, {...channel, ...changes}))
  const clients = await openClients4(server)
  return {
    server,
    clients,
    socket,
    ask: (command, args) => keaCommand(socket, command, args),
    end: async () => {
      await clients.close()
      server.child.kill('SIGTERM')
      assert.equal((await server.ended).code, 0)
    },
  }
}

/** Whether a client gets a lease. */
async function served({clients}: Controlled, client: number): Promise<boolean> {
  return (await clients.lease(client)) !== undefined
}

test('dhcp-disable stops service until every origin has enabled it again', async () => {
  const control = await start()
  const {clients, ask, end} = control
  assert.ok(await served(control, 1))
  await ask('dhcp-disable')
  await ask('dhcp-disable', {origin: 'ha-partner'})
  assert.equal(await clients.leaseBriefly(2), undefined)
  await ask('dhcp-enable')
  assert.equal(await clients.leaseBriefly(2), undefined)
  const {arguments: status} = await ask('status-get')
  const state = (status as {readonly 'dhcp-state': object})['dhcp-state']
  assert.deepEqual(state, {
    'globally-disabled': true,
    'disabled-by-user': false,
    'disabled-by-local-command': [],
    'disabled-by-remote-command': [2000],
    'disabled-by-db-connection': [],
    reasons: ['ha-partner'],
  })
  await ask('dhcp-enable', {'origin-id': 2000})
  assert.ok(await served(control, 2))
  await end()
})

test('subnets that come and go by commands, several at once: their clients are served, and leases stay', async () => {
  const control = await start()
  const {ask, end} = control
  assert.ok(await served(control, 1))
  const [lease] = ((await ask('lease4-get-all')).arguments as {leases: Record<string, unknown>[]}).leases
  const {subnets: before} = (await ask('subnet4-list')).arguments as {subnets: {id: number}[]}
  const id = before[0]!.id
  const more = [11, 12, 13, 14].map(added => {
    return ask('subnet4-add', {subnet4: [{id: added, subnet: `198.51.${added}.0/24`}]})
  })
  for (const {result, text} of await Promise.all(more)) assert.equal(result, 0, text)
  const {subnets} = (await ask('subnet4-list')).arguments as {subnets: {id: number}[]}
  assert.deepEqual(
    subnets.map(subnet => subnet.id),
    [...before.map(subnet => subnet.id), 11, 12, 13, 14],
  )
  const subnet = (await ask('subnet4-get', {id})).arguments as {subnets: object[]}
  assert.equal((await ask('subnet4-del', {id})).result, 0)
  assert.deepEqual((await ask('lease4-get', {'ip-address': lease!['ip-address']})).arguments, lease)
  assert.equal(await control.clients.leaseBriefly(2), undefined)
  assert.equal((await ask('subnet4-add', {subnet4: subnet.subnets})).result, 0)
  assert.ok(await served(control, 2))
  await end()
})

test('dhcp-disable for a second ends by itself, and a reconfiguration does not end it', async () => {
  const control = await start()
  const {server, clients, ask, end} = control
  await ask('dhcp-disable')
  const {arguments: effective} = await ask('config-get')
  const {Dhcp4: dhcp4} = effective as {readonly Dhcp4: object}
  assert.equal((await ask('config-set', {Dhcp4: dhcp4})).result, 0)
  assert.equal(await clients.leaseBriefly(1), undefined)
  await ask('dhcp-disable', {'max-period': 1})
  assert.ok(await served(control, 1))
  assert.equal(server.child.exitCode, null)
  await end()
})

test('config-write makes a file that the server takes again, for its owner alone when it is new', async () => {
  const {server, socket, ask, end} = await start({'valid-lifetime': 1234, 'server-tag': 'written'})
  const filename = join(scratchDirectory(), 'written.json')
  const before = await ask('config-hash-get')
  const answer = await ask('config-write', {filename})
  assert.deepEqual(answer.arguments, {filename, size: statSync(filename).size})
  assert.equal(statSync(filename).mode & 0o777, 0o600)
  const mode = statSync(server.file).mode
  await ask('config-write')
  assert.equal(statSync(server.file).mode, mode)
  assert.equal(readFileSync(server.file, 'utf8'), readFileSync(filename, 'utf8'))
  const reloaded = await ask('config-reload')
  assert.deepEqual(reloaded, {result: 0, text: 'Configuration successful.', arguments: before.arguments})
  assert.deepEqual((await keaCommand(socket, 'server-tag-get')).arguments, {'server-tag': 'written'})
  await end()
})

test('leases-reclaim takes expired leases back, keeping their rows or not', async () => {
  const control = await start({
    'valid-lifetime': 1,
    'expired-leases-processing': {'reclaim-timer-wait-time': 0, 'flush-reclaimed-timer-wait-time': 0},
  })
  const {ask, end} = control
  assert.ok(await served(control, 1))
  assert.ok(await served(control, 2))
  const states = async () => {
    const {arguments: args} = await ask('lease4-get-all')
    return (args as {readonly leases: readonly {readonly state: number}[]}).leases.map(({state}) => state)
  }
  assert.equal((await states()).length, 2)
  for (let tries = 0; (await states()).includes(0) && tries < 50; tries++) {
    await new Promise(resolve => setTimeout(resolve, 100))
    assert.equal((await ask('leases-reclaim', {remove: false})).result, 0)
  }
  assert.deepEqual(await states(), [2, 2])
  assert.ok(await served(control, 3))
  for (let tries = 0; (await states()).includes(0) && tries < 50; tries++) {
    await new Promise(resolve => setTimeout(resolve, 100))
    assert.equal((await ask('leases-reclaim', {remove: true})).result, 0)
  }
  assert.ok((await states()).length < 3)
  await end()
})

test('subnet4-select-test knows the interfaces that are listened on', async () => {
  const {ask, end} = await start({
    subnet4: [
      {subnet: '127.0.0.0/8', id: 3},
      {subnet: '10.0.0.0/8', id: 1, relay: {'ip-addresses': ['192.0.2.1']}},
    ],
  })
  const select = async (args: object) => (await ask('subnet4-select-test', args)).text
  assert.equal(await select({interface: 'lo'}), "selected subnet '127.0.0.0/8' id 3")
  assert.equal(await select({relay: '192.0.2.1'}), "selected subnet '10.0.0.0/8' id 1")
  assert.equal(await select({relay: '192.0.2.2'}), 'no subnet selected')
  await end()
})

test('shutdown answers, then ends the server with the status that was asked for', async () => {
  const {server, clients, ask} = await start()
  assert.deepEqual(await ask('shutdown', {'exit-value': 42}), {result: 0, text: 'Shutting down.'})
  const {code, stdout, stderr} = await server.ended
  assert.equal(code, 42)
  assert.match(stdout + stderr, /COMMAND_RECEIVED received command 'shutdown' over unix /)
  await clients.close()
})
