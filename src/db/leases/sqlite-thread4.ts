// The program of the thread that writes leases: see WriterThread4.
import {parentPort, workerData} from 'node:worker_threads'
import {DbError} from '../session.ts'
import {openLeaseFileToWrite} from './sqlite-file4.ts'
import type {WriteAnswer, WriteRequest} from './sqlite-writer4.ts'
import {SqliteWrites4} from './sqlite-writes4.ts'

const writes = new SqliteWrites4(openLeaseFileToWrite(workerData as string))

function run(request: WriteRequest): WriteAnswer {
  try {
    return {id: request.id, result: resultOf(request)}
  } catch (error) {
    if (!(error instanceof DbError)) throw error
    const {kind, code, message} = error
    return {id: request.id, error: {kind, code, message}}
  }
}

function resultOf(request: WriteRequest) {
  switch (request.kind) {
    case 'apply':
      return writes.apply(request.packed, request.whole)
    case 'delete-reclaimed':
      return writes.deleteReclaimed(request.before, request.limit)
    case 'close':
      writes.close()
      return 0
  }
}

parentPort?.on('message', (request: WriteRequest) => parentPort?.postMessage(run(request)))
