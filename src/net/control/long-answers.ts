import type {Json} from '../../model/json.ts'
import {type ControlAnswer, controlResult} from '../../ports/control.ts'

/** Values of an answer from which on it counts as long: some megabytes. */
const LONG = 50_000
/** Long answers that may be on their way at once: each may hold a hundred megabytes until its reader has taken it. */
const AT_ONCE = 4

const refusal: ControlAnswer = {
  result: controlResult.error,
  text: 'too many long answers are being read at this moment: try again, or ask for less',
}

/** Bounds what slow readers of long answers hold in memory, in all channels together. */
export class LongAnswers {
  #underway = 0

  /** Gives the answer to `send`, or a refusal in its place; the answer counts until `send` is done. */
  async pass(answer: ControlAnswer, send: (answer: ControlAnswer) => Promise<void>): Promise<void> {
    if (!isLong(answer)) return send(answer)
    if (this.#underway >= AT_ONCE) return send(refusal)
    this.#underway++
    try {
      await send(answer)
    } finally {
      this.#underway--
    }
  }
}

function isLong(answer: ControlAnswer): boolean {
  const waiting: Json[] = answer.arguments === undefined ? [] : [answer.arguments]
  let seen = 0
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value === 'object' && value !== null) {
      for (const member of Array.isArray(value) ? value : Object.values(value)) waiting.push(member)
    }
    seen++
    if (seen + waiting.length > LONG) return true
  }
  return false
}
