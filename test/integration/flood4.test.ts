import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {test} from 'node:test'
import {fileURLToPath} from 'node:url'
import {udhcpc} from '../support/clients4.ts'
import {directNetworkWithAddress, subnetConfiguration} from '../support/networks4.ts'
import {keats4, startServer4} from '../support/server-programs4.ts'

const FLOOD = fileURLToPath(new URL('../support/flood4.js', import.meta.url))
const MEGABYTE = 1024

/** Kilobytes of memory that a process holds now, and the most that it held. */
function memory(pid: number): {now: number; most: number} {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const field = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1])
  return {now: field('VmRSS'), most: field('VmHWM')}
}

test('a flood of noise, of damaged and of honest DISCOVERs: memory stays, service goes on', async t => {
  const {lab, server, client} = directNetworkWithAddress()
  try {
    const {program, stop} = await startServer4(keats4, server, subnetConfiguration())
    const flood = async (seed: number) => {
      const output = await client.start([process.execPath, FLOOD, '10.9.0.1', '30000', String(seed)]).finish()
      assert.match(output, /sent/)
    }
    await flood(1)
    const first = memory(program.pid)
    await flood(2)
    await flood(3)
    const last = memory(program.pid)
    t.diagnostic(`memory after 30,000 datagrams ${first.most} kB, after 90,000 ${last.most} kB`)
    assert.ok(last.most < 250 * MEGABYTE, `held ${last.most} kB`)
    assert.ok(last.most - first.most < 60 * MEGABYTE, `grew from ${first.most} to ${last.most} kB`)

    const honest = udhcpc.start(client, 'eth0')
    assert.equal((await honest.bound()).lifetime, 60)
    await honest.stop()
    await stop()
    assert.doesNotMatch(program.output, /DHCP4_SERVER_FAILED|Error:|at file:/)
  } finally {
    await lab.close()
  }
})
