// Loaded into a server by NODE_OPTIONS=--import=…: writes into LOOP_DELAY_FILE the longest time, in milliseconds, that its
// event loop computed without a turn and that it was away altogether, since the last SIGUSR2 or the start; once a second,
// and at the end. The second number tells of the machine as well: others had the processor, or the disk.
import {readFileSync, writeFileSync} from 'node:fs'
import {isMainThread} from 'node:worker_threads'

const file = process.env['LOOP_DELAY_FILE']

/** Milliseconds between two looks. */
const STEP = 5

/** Milliseconds that this thread has had a processor so far. */
function computed(): number {
  return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6
}

function watch(to: string): void {
  let longest = [0, 0]
  let last = [computed(), performance.now()]
  const write = () => writeFileSync(to, longest.map(Math.round).join(' '))
  setInterval(() => {
    const now = [computed(), performance.now() - STEP]
    longest = longest.map((most, at) => Math.max(most, now[at]! - last[at]!))
    last = [now[0]!, performance.now()]
  }, STEP).unref()
  setInterval(write, 1000).unref()
  process.on('SIGUSR2', () => {
    longest = [0, 0]
  })
  process.on('exit', write)
}

if (isMainThread && file !== undefined) watch(file)
