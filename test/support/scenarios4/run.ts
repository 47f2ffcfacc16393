import {decode4} from '../../../src/wire/decode4.ts'
import {buildQuery4} from './build.ts'
import type {Scenario4} from './scenario.ts'
import type {LeaseText, Target4} from './target.ts'

export interface Transcript4 {
  readonly answers: readonly (Uint8Array | undefined)[]
  readonly leases: readonly LeaseText[]
  /** undefined where the server does not count. */
  readonly statistics: ReadonlyMap<string, number> | undefined
  /** How long it took, start included. */
  readonly seconds: number
}

/** Tells a scenario to a server and keeps what it answered and stored. */
export async function runScenario4(scenario: Scenario4, target: Target4): Promise<Transcript4> {
  const begun = performance.now()
  const running = await target.start(scenario)
  try {
    const answers: (Uint8Array | undefined)[] = []
    let offered: ReturnType<typeof yiaddr>
    for (const [index, query] of scenario.steps.entries()) {
      const answer = await running.exchange(buildQuery4(query, 0x1000 + index, offered))
      offered = yiaddr(answer) ?? offered
      answers.push(answer)
    }
    const [leases, statistics] = [await running.leases(), await running.statistics?.()]
    return {answers, leases, statistics, seconds: (performance.now() - begun) / 1000}
  } finally {
    await running.stop()
  }
}

function yiaddr(answer: Uint8Array | undefined) {
  if (answer === undefined) return undefined
  const message = decode4(answer)
  return 'kind' in message || message.yiaddr === 0 ? undefined : message.yiaddr
}
