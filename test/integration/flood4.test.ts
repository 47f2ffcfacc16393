import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {test} from 'node:test'
import {fileURLToPath} from 'node:url'
import {udhcpc} from '../support/clients4.ts'
import {directNetworkWithAddress, subnetConfiguration} from '../support/networks4.ts'
import {keats4, startServer4} from '../support/server-programs4.ts'

const FLOOD = fileURLToPath(new URL('../support/flood4.js', import.meta.url))
const MEGABYTE = 1024
const HEAP = '--max-old-space-size=64'

/** With little room, so that memory tells what is kept, and not how late a busy machine collects what is not. */
const keats = {...keats4, words: (file: string) => [process.execPath, HEAP, ...keats4.words(file).slice(1)]}

/** The most kilobytes of memory that a process has held. */
function memory(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1])
}

test('a flood of noise, of damaged and of honest DISCOVERs: memory stays, service goes on', async t => {
  const {lab, server, client} = directNetworkWithAddress()
  try {
    const {program, stop} = await startServer4(keats, server, subnetConfiguration())
    lab.keep(program)
    const flood = async (seed: number) => {
      const output = await client.start([process.execPath, FLOOD, '10.9.0.1', '30000', String(seed)]).finish()
      assert.match(output, /sent/)
    }
    await flood(1)
    const first = memory(program.pid)
    await flood(2)
    await flood(3)
    const last = memory(program.pid)
    t.diagnostic(`memory after 30,000 datagrams ${first} kB, after 90,000 ${last} kB`)
    assert.ok(last < 250 * MEGABYTE, `held ${last} kB`)
    assert.ok(last - first < 60 * MEGABYTE, `grew from ${first} to ${last} kB`)

    const honest = udhcpc.start(client, 'eth0')
    assert.equal((await honest.bound()).lifetime, 60)
    await honest.stop()
    await stop()
    assert.doesNotMatch(program.output, /DHCP4_SERVER_FAILED|Error:|at file:/)
  } finally {
    await lab.close()
  }
})
