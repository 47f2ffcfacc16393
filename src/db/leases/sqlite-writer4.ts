import {Worker} from 'node:worker_threads'
import type {LeaseChange4} from '../../ports/lease-store.ts'
import {DbError} from '../session.ts'
import type {Refused} from './backend4.ts'
import {type PackedChanges, packChanges, type SqliteWrites4} from './sqlite-writes4.ts'

/** Writes into a lease file; what it answers is durable. Rejects with DbError. */
export interface SqliteWriter4 {
  apply(changes: readonly LeaseChange4[], whole: boolean): Promise<Refused>
  deleteReclaimed(before: number, limit: number): Promise<number>
  close(): Promise<void>
}

/** Within the event loop, for databases in memory: no other connection sees them, and nothing waits for a disk. */
export function writeHere(writes: SqliteWrites4): SqliteWriter4 {
  return {
    apply: async (changes, whole) => writes.apply(packChanges(changes), whole),
    deleteReclaimed: async (before, limit) => writes.deleteReclaimed(before, limit),
    close: async () => writes.close(),
  }
}

export type WriteRequest =
  | {readonly id: number; readonly kind: 'apply'; readonly packed: PackedChanges; readonly whole: boolean}
  | {readonly id: number; readonly kind: 'delete-reclaimed'; readonly before: number; readonly limit: number}
  | {readonly id: number; readonly kind: 'close'}

export type WriteAnswer =
  | {readonly id: number; readonly result: Refused | number}
  | {readonly id: number; readonly error: Pick<DbError, 'kind' | 'code' | 'message'>}

interface Waiting {
  readonly resolve: (result: never) => void
  readonly reject: (error: DbError) => void
}

/** `Omit` of each member of a union. */
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

/**
 * In a thread of its own: the commit waits for the disk, and meanwhile the event loop goes on reading packets and
 * answering those that change nothing. `onLost` is told when the thread ends by itself.
 */
export class WriterThread4 implements SqliteWriter4 {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #next = 0
  #ended: DbError | undefined

  constructor(path: string, onLost: (error: DbError) => void) {
    // The compiled file: this code runs from there only.
    this.#worker = new Worker(new URL('./sqlite-thread4.js', import.meta.url), {
      workerData: path,
      // It holds one batch at a time.
      resourceLimits: {maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64},
    })
    this.#worker.on('message', (answer: WriteAnswer) => this.#answered(answer))
    this.#worker.on('error', error => this.#end(error.message, onLost))
    this.#worker.on('exit', () => this.#end('the writer has ended', onLost))
  }

  apply(changes: readonly LeaseChange4[], whole: boolean): Promise<Refused> {
    return this.#ask({kind: 'apply', packed: packChanges(changes), whole})
  }

  deleteReclaimed(before: number, limit: number): Promise<number> {
    return this.#ask({kind: 'delete-reclaimed', before, limit})
  }

  /** Waits for what was asked. */
  async close(): Promise<void> {
    if (this.#ended !== undefined) return
    const asked = this.#ask({kind: 'close'})
    this.#ended = new DbError('lost', 'closed', 'the database is closed')
    await asked
    await this.#worker.terminate()
  }

  #ask<T>(request: WithoutId<WriteRequest>): Promise<T> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended)
    const id = this.#next++
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, {resolve, reject})
      this.#worker.postMessage({...request, id})
    })
  }

  #answered(answer: WriteAnswer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if ('result' in answer) waiting?.resolve(answer.result as never)
    else waiting?.reject(new DbError(answer.error.kind, answer.error.code, answer.error.message))
  }

  #end(reason: string, onLost: (error: DbError) => void): void {
    const error = new DbError('lost', 'thread', `the thread that writes leases ended: ${reason}`)
    for (const {reject} of this.#waiting.values()) reject(error)
    this.#waiting.clear()
    if (this.#ended !== undefined) return
    this.#ended = error
    onLost(error)
  }
}
