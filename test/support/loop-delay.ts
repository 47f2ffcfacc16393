// Loaded into a server by NODE_OPTIONS=--import=…: writes into LOOP_DELAY_FILE how long its event loop stood still at
// most, in milliseconds, since the last SIGUSR2 or the start; once a second, and at the end.
import {writeFileSync} from 'node:fs'
import {monitorEventLoopDelay} from 'node:perf_hooks'
import {isMainThread} from 'node:worker_threads'

const file = process.env['LOOP_DELAY_FILE']

if (isMainThread && file !== undefined) {
  const histogram = monitorEventLoopDelay({resolution: 5})
  const write = () => writeFileSync(file, String(Math.round(histogram.max / 1e6)))
  histogram.enable()
  process.on('SIGUSR2', () => histogram.reset())
  process.on('exit', write)
  setInterval(write, 1000).unref()
}
