import assert from 'node:assert/strict'
import {setTimeout as delay} from 'node:timers/promises'
import type {ClientProgram} from '../clients4.ts'
import type {Client4, Leased4} from './clients.ts'
import {MAX_UNACKED, VALID_LIFETIME} from './configuration.ts'
import {type Fault, serverAddresses} from './network.ts'
import type {RealPair4} from './pair.ts'

/** Both start and find each other; who serves whom is what each of them says. */
export async function join(pair: RealPair4): Promise<void> {
  await pair.start()
  await pair.normal()
}

/** New clients of both halves, each answered by its server. */
export async function serveEach(pair: RealPair4, count: number): Promise<readonly Leased4[]> {
  const leased: Leased4[] = []
  for (const half of [0, 1] as const)
    for (let number = 0; number < count; number++) {
      const client = pair.clients.next(half)
      leased.push(await leaseFrom(pair, client, pair.ownerOf(client)))
    }
  return leased
}

async function leaseFrom(pair: RealPair4, client: Client4, server: 0 | 1): Promise<Leased4> {
  const leased = await pair.clients.lease(client)
  assert.equal(leased.server, serverAddresses[server], `who serves ${client.mac}`)
  return leased
}

/** Renewals, releases and declined addresses of clients of both halves reach the partner. */
export async function change(pair: RealPair4, leased: readonly Leased4[]): Promise<readonly Leased4[]> {
  const before = new Map((await pair.agreed()).map(lease => [lease['ip-address'], lease]))
  // The store counts whole seconds.
  await delay(1100)
  const kept: Leased4[] = []
  for (const [number, each] of leased.entries()) {
    if (number % 4 === 1) pair.clients.release(each)
    else if (number % 4 === 2) pair.clients.decline(each)
    else {
      const how = number % 4 === 0 ? 'renew' : 'rebind'
      assert.equal(await pair.clients.extend(each, how), each.server)
      kept.push(each)
    }
  }
  await pair.until('all changes are in both stores', async () => {
    const leases = new Map((await pair.agreed()).map(lease => [lease['ip-address'], lease]))
    for (const [number, {address}] of leased.entries()) {
      const lease = leases.get(address)
      if (number % 4 === 1) assert.equal(lease, undefined, `${address} is released`)
      else if (number % 4 === 2) assert.deepEqual([lease?.['state'], lease?.['hw-address']], [1, ''])
      else assert.ok(Number(lease?.['cltt']) > Number(before.get(address)?.['cltt']), `${address} is renewed`)
    }
  })
  return kept
}

/** A real client program gets a lease, extends it and gives it back. */
export async function visit(pair: RealPair4, program: ClientProgram): Promise<void> {
  const client = program.start(pair.network.station, 'eth0')
  try {
    const {address, server} = await client.bound()
    const {mode} = pair.kind
    if (mode === 'hot-standby') assert.equal(server, serverAddresses[0])
    const mine = (await pair.agreed()).find(lease => lease['ip-address'] === address)
    assert.equal(mine?.['valid-lft'], VALID_LIFETIME)
    if (program.name !== 'dhclient') assert.equal((await client.renewed()).server, server)
    await client.release()
    await pair.until('the released lease is gone', async () => {
      const left = (await pair.agreed()).find(lease => lease['ip-address'] === address)
      assert.equal(left, undefined)
    })
  } finally {
    await client.stop()
  }
}

/** The servers no longer reach each other, but every client reaches both: nobody serves another's clients. */
export async function loseLink(pair: RealPair4, fault: Fault, leased: readonly Leased4[]): Promise<readonly Leased4[]> {
  const {mode} = pair.kind
  const [first, second] = pair.normalScopes
  pair.network.cut(1, 'link', fault)
  await pair.reach(0, {state: mode === 'load-balancing' ? 'communication-recovery' : 'partner-down', scopes: first})
  const alone = mode === 'load-balancing' ? 'communication-recovery' : 'hot-standby'
  await pair.until('the second server misses its partner', async () => {
    const {state, interrupted} = await pair.sides[1].partner()
    assert.deepEqual({state, interrupted}, {state: 'unavailable', interrupted: true})
    assert.deepEqual(await pair.sides[1].own(), {state: alone, scopes: second})
  })
  const more = await serveEach(pair, 2)
  for (const each of leased) assert.equal(await pair.clients.extend(each, 'rebind'), each.server)
  assert.deepEqual(await pair.sides[1].own(), {state: alone, scopes: second}, 'it has taken over')
  pair.network.heal(1, 'link')
  await pair.normal()
  await pair.agreed()
  return more
}

/** Seconds for which a client has tried when it counts: more than max-ack-delay. */
const TRIED = 5

/** How a server is lost: its process is killed, or its machine is cut off. */
export type Loss = 'killed' | Fault

/**
 * A server is lost with its clients. Its partner takes over when more of them than max-unacked-clients have been
 * left alone for long; a primary of hot-standby at once. Then the server comes back.
 */
export async function loseServer(
  pair: RealPair4,
  lost: 0 | 1,
  how: Loss,
  leased: readonly Leased4[],
): Promise<readonly Leased4[]> {
  const other = lost === 0 ? 1 : 0
  const crowd = how === 'killed' ? await killAmongClients(pair, lost) : undefined
  if (how !== 'killed') for (const cable of ['lan', 'link'] as const) pair.network.cut(lost, cable, how)
  const watches = pair.kind.mode === 'load-balancing' || other === 1
  const last = watches ? await leaveAlone(pair, other) : undefined
  await pair.until(`${pair.sides[other].name} takes over`, async () => {
    if (last !== undefined) pair.clients.knock(last, TRIED)
    assert.deepEqual(await pair.sides[other].own(), {state: 'partner-down', scopes: pair.allScopes})
  })
  await crowd?.through
  const more: Leased4[] = []
  for (const half of [0, 1] as const) more.push(await leaseFrom(pair, pair.clients.next(half), other))
  for (const each of leased)
    assert.equal(await pair.clients.extend(each, 'rebind'), serverAddresses[other], `who extends ${each.address}`)
  if (how === 'killed') await pair.sides[lost].start()
  else for (const cable of ['lan', 'link'] as const) pair.network.heal(lost, cable)
  await pair.normal()
  await pair.agreed()
  for (const each of [...leased, ...more])
    assert.equal(await pair.clients.extend(each, 'rebind'), serverAddresses[pair.ownerOf(each.client)])
  return more
}

/** Kills a server while many clients get leases; `through` resolves when none of them waits any more. */
async function killAmongClients(pair: RealPair4, lost: 0 | 1): Promise<{readonly through: Promise<void>}> {
  const {ledger} = pair.clients
  const before = ledger.holders.size
  pair.forgive()
  const through = pair.clients.crowd(60)
  await pair.until('clients are served', async () => assert.ok(ledger.holders.size > before + 10))
  await pair.sides[lost].stop('SIGKILL')
  return {through}
}

/** Clients of the lost server try for long, but one too few; answers the one that is missing. */
async function leaveAlone(pair: RealPair4, survivor: 0 | 1): Promise<Client4> {
  const side = pair.sides[survivor]
  const half = survivor === 0 ? 1 : 0
  await pair.until(`${side.name} misses its partner`, async () => assert.ok((await side.partner()).interrupted))
  const some = Array.from({length: MAX_UNACKED}, () => pair.clients.next(half))
  await pair.until(`${side.name} counts the clients left alone`, async () => {
    for (const client of some) pair.clients.knock(client, TRIED)
    assert.equal((await side.partner()).unacked, MAX_UNACKED)
  })
  const {state, scopes} = await side.own()
  assert.notEqual(state, 'partner-down', 'it has taken over for too few clients')
  assert.deepEqual(scopes, pair.normalScopes[survivor])
  return pair.clients.next(half)
}

/** A server asks its partner to go, once in vain and once for good. */
export async function maintain(pair: RealPair4, leased: readonly Leased4[]): Promise<void> {
  const {sides, allScopes, clients} = pair
  const isMixed = sides.some(({maker}) => maker === 'kea')
  // What a Kea has begun to answer it answers, also when its partner serves already: with one, nobody comes just then.
  const crowd = isMixed ? undefined : clients.crowd(60)
  if (crowd !== undefined) pair.forgive()
  await sides[0].ask('ha-maintenance-start')
  await pair.reach(0, {state: 'partner-in-maintenance', scopes: allScopes})
  await pair.reach(1, {state: 'in-maintenance', scopes: []})
  for (const each of leased) assert.equal(await clients.extend(each, 'rebind'), serverAddresses[0])
  await sides[0].ask('ha-maintenance-cancel')
  if (isMixed) await insist(pair)
  await crowd
  await pair.normal()
  await pair.agreed()
  for (const each of leased)
    assert.equal(await clients.extend(each, 'rebind'), serverAddresses[pair.ownerOf(each.client)])

  await sides[1].ask('ha-maintenance-start')
  await pair.reach(1, {state: 'partner-in-maintenance', scopes: allScopes})
  await pair.reach(0, {state: 'in-maintenance', scopes: []})
  await leaseFrom(pair, clients.next(0), 1)
  await pair.agreed()
  await sides[0].stop('SIGTERM')
  await pair.reach(1, {state: 'partner-down', scopes: allScopes})
  for (const each of leased) assert.equal(await clients.extend(each, 'rebind'), serverAddresses[1])
  await sides[0].start()
  await pair.normal()
  await pair.agreed()
}

/**
 * Kea 2.2.0 that has an update acknowledged before its next heartbeat takes the maintenance for not over, and begins anew: then
 * it has to be cancelled again.
 */
function insist(pair: RealPair4): Promise<void> {
  const [first] = pair.sides
  return pair.until('the maintenance is over', async () => {
    if ((await first.own()).state === 'partner-in-maintenance')
      await first.ask('ha-maintenance-cancel', undefined, [0, 1])
    await pair.checkNormal()
  })
}

/** Both end in maintenance and come back: the leases are kept, the states are not. */
export async function restartBoth(pair: RealPair4): Promise<void> {
  const before = await pair.agreed()
  await pair.sides[0].ask('ha-maintenance-start')
  await pair.reach(1, {state: 'in-maintenance', scopes: []})
  await Promise.all(pair.sides.map(side => side.stop('SIGTERM')))
  const told = pair.sides.map(({output}) => output.length)
  await pair.start()
  await pair.normal()
  for (const [index, {output}] of pair.sides.entries()) assert.match(output.slice(told[index]), /from waiting to/i)
  assert.deepEqual(await pair.agreed(), before)
}

/** What must hold whatever has happened. */
export async function settle(pair: RealPair4): Promise<void> {
  const leases = new Map((await pair.agreed()).map(lease => [lease['ip-address'], lease]))
  const {wrongs, holders} = pair.clients.ledger
  assert.deepEqual(wrongs, [])
  assert.ok(holders.size > 0)
  for (const [address, mac] of holders) {
    const {state, 'hw-address': holder} = leases.get(address) ?? {}
    assert.deepEqual([state, String(holder).replaceAll(':', '')], [0, mac], `${address}, which ${mac} has`)
  }
}
