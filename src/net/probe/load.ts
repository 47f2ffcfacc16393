import {setMaxListeners} from 'node:events'
import {sleep} from '../../lib/sleep.ts'
import {type ProbeFailure, type ProbePlan, probeOnce} from './client.ts'
import type {ProbeExchanges} from './exchange.ts'
import type {ProbeIdentity} from './messages.ts'

export interface LoadOptions {
  readonly count: number
  /** Clients started per second; undefined = as fast as answers come. */
  readonly rate: number | undefined
  /** Clients at the same time. */
  readonly concurrency: number
  readonly identityOf: (index: number) => ProbeIdentity
  readonly plan: ProbePlan
  readonly signal: AbortSignal
}

export interface LoadResult {
  readonly started: number
  readonly completed: number
  /** By cause: "no OFFER", "refused", "broken". */
  readonly failures: Readonly<Record<string, number>>
  readonly seconds: number
  /** Exchanges completed per second. */
  readonly rate: number
  /** Milliseconds from DISCOVER to the last ACK; undefined when nothing was completed. */
  readonly latency: {readonly p50: number; readonly p99: number; readonly max: number} | undefined
}

/** `count` clients, each with an identity of its own. */
export async function probeMany(exchanges: ProbeExchanges, options: LoadOptions): Promise<LoadResult> {
  // Every client that waits for its turn listens for the abort.
  setMaxListeners(options.concurrency + 10, options.signal)
  const times: number[] = []
  const failures: Record<string, number> = {}
  const begin = performance.now()
  let started = 0
  const worker = async () => {
    while (started < options.count && !options.signal.aborted) {
      const index = started++
      await turn(index, begin, options)
      if (options.signal.aborted) started--
      else await oneClient(exchanges, options, index, times, failures)
    }
  }
  await Promise.all(Array.from({length: Math.min(options.concurrency, options.count)}, worker))
  const seconds = (performance.now() - begin) / 1000
  return {started, completed: times.length, failures, seconds, rate: times.length / seconds, latency: spread(times)}
}

/** Waits until client `index` is due. */
async function turn(index: number, begin: number, {rate, signal}: LoadOptions): Promise<void> {
  if (rate === undefined) return
  const wait = begin + (index * 1000) / rate - performance.now()
  if (wait >= 1) await sleep(wait, signal)
}

async function oneClient(
  exchanges: ProbeExchanges,
  options: LoadOptions,
  index: number,
  times: number[],
  failures: Record<string, number>,
): Promise<void> {
  const result = await probeOnce(exchanges, options.identityOf(index), options.plan)
  if (result.kind === 'lease') {
    times.push(result.steps.reduce((sum, step) => sum + step.ms, 0))
    return
  }
  const cause = causeOf(result)
  failures[cause] = (failures[cause] ?? 0) + 1
}

function causeOf(failure: ProbeFailure): string {
  return failure.kind === 'silence' ? `no ${failure.wanted}` : failure.kind
}

function spread(times: readonly number[]): LoadResult['latency'] {
  if (times.length === 0) return undefined
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!
  return {p50: at(0.5), p99: at(0.99), max: sorted.at(-1)!}
}
