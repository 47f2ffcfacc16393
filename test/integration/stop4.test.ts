import assert from 'node:assert/strict'
import {test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {storeKinds, testLeases} from '../support/lease-stores.ts'
import {loopbackConfig4, openClients4, startLoopback4} from '../support/loopback4.ts'

for (const kind of storeKinds) {
  test(`${kind}: SIGTERM under load answers what was taken, and exits 0`, {timeout: 300_000}, async () => {
    const leases = await testLeases(kind)
    const server = await startLoopback4(loopbackConfig4(leases.access))
    const clients = await openClients4(server)
    let running = true
    let next = 0
    let acked = 0
    const worker = async () => {
      while (running) if ((await clients.lease(next++)) !== undefined) acked++
    }
    const workers = Array.from({length: 32}, worker)
    while (acked < 200) await delay(5)
    server.child.kill('SIGTERM')
    const {code, stdout, stderr} = await server.ended
    running = false
    // Who still waits for an answer gets none any more.
    await clients.close()
    await Promise.all(workers)
    assert.equal(code, 0, stderr)
    assert.match(stdout, /DHCP4_SHUTDOWN/)
    assert.doesNotMatch(stdout, / (ERROR|FATAL) /)
    // What was answered is stored, and what is stored was meant to be answered: no half-done work is left behind.
    const store = await leases.open()
    const stored = (await store.counts4()).reduce((sum, {leases: n}) => sum + n, 0)
    await store.close()
    assert.ok(stored >= acked, `${stored} stored, ${acked} acknowledged`)
    assert.ok(stored - acked <= 32, `${stored} stored, ${acked} acknowledged`)
  })
}
