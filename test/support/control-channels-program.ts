import {readFileSync} from 'node:fs'
import type {ControlSocket} from '../../src/model/config4.ts'
import type {Json} from '../../src/model/json.ts'
import {openControlChannels} from '../../src/net/control/channels.ts'
import {type ChannelLimits, defaultLimits} from '../../src/net/control/parts.ts'
import type {CommandOrigin, ControlAnswer} from '../../src/ports/control.ts'

// Channels over a small table of commands in a process of their own, so that its memory and the hold-ups of its event loop
// are the channels' alone. Started by control-channels.ts, which it tells on demand what it has measured.

export interface Measured {
  /** Longest CPU time (ms) between two turns of a 10 ms timer: a busy machine does not count, a busy loop does. */
  readonly longestHold: number
  /** Highest resident memory, bytes. */
  readonly memory: number
  /** Commands that were answered. */
  readonly commands: number
}

let commands = 0

/** echo: the text's length and the origin; big: that many maps; slow: an answer after so many milliseconds. */
async function answer(text: string, {allowed, ...origin}: CommandOrigin): Promise<ControlAnswer> {
  commands++
  if (text.length > 1000) return {result: 0, text: 'long', arguments: {length: text.length}}
  try {
    const {command, arguments: count} = JSON.parse(text) as {command: string; arguments: number}
    if (allowed?.has(command) === false) return {result: 403, text: 'Forbidden'}
    if (command === 'big') return {result: 0, arguments: list(count)}
    if (command === 'slow') await new Promise(resolve => setTimeout(resolve, count))
    if (command === 'throw') throw new Error('out of order')
    return {result: 0, text: command, arguments: {...origin}}
  } catch (error) {
    if (error instanceof SyntaxError) return {result: 1, text: 'cannot be read'}
    throw error
  }
}

function list(count: number): Json {
  return Array.from({length: count}, (_, index) => ({address: '192.0.2.1', index}))
}

const readSet = (key: string, value: unknown) => (key === 'allowed' ? new Set(value as string[]) : value)
const [sockets, limits] = JSON.parse(process.argv[2]!, readSet) as [ControlSocket[], Partial<ChannelLimits>]
const log = {write: () => {}, enabled: () => false}
const channels = await openControlChannels(sockets, answer, log, {...defaultLimits, ...limits})

/** Milliseconds that the thread of the event loop has had a processor so far: other threads hold nobody up. */
function computed(): number {
  return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6
}

let longestHold = 0
let before = computed()
setInterval(() => {
  const now = computed()
  longestHold = Math.max(longestHold, now - before)
  before = now
}, 10).unref()

process.on('message', async (request: 'measure' | 'close') => {
  if (request === 'close') {
    await channels.close()
    process.disconnect()
  } else {
    const measured: Measured = {longestHold, memory: process.resourceUsage().maxRSS * 1024, commands}
    process.send!(measured)
  }
})
process.send!('open')
