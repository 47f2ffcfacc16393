// The program of the thread that starts scripts: making a process stops the thread that does it for a while. See ScriptRunner.
import {parentPort, workerData} from 'node:worker_threads'
import type {ScriptLimits, ToScripts} from './script-messages.ts'
import {ScriptQueue} from './script-queue.ts'

const queue = new ScriptQueue(workerData as ScriptLimits, message => parentPort?.postMessage(message))

parentPort?.on('message', (message: ToScripts) => {
  if (message.kind === 'close') queue.close()
  else queue.add(message.run)
})
