import type {JsonMap} from '../../model/json.ts'
import {asMap, member} from './text.ts'

/** What a peer answered. Everything is hostile until it is read: any bytes give an answer or a text that says why not. */
export interface PeerAnswer {
  readonly result: number
  readonly text: string
  readonly arguments: JsonMap | undefined
}

/** Results that Kea's client takes for success (facts: ha.md §5.2). */
export function isSuccess({result}: Pick<PeerAnswer, 'result'>): boolean {
  return result === 0 || result === 3
}

/**
 * A response's body: a list whose first element is the answer, the others are not read. A map that stands alone is an error,
 * whatever it says: that is how a listener refuses (facts: ha.md §0).
 */
export function readPeerAnswer(body: string): PeerAnswer | string {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return 'the response is no JSON'
  }
  const alone = asMap(value)
  if (alone !== undefined) return `the response is no list: ${said(alone)}`
  const first = Array.isArray(value) ? asMap(value[0]) : undefined
  if (first === undefined) return 'the response is no list with an answer'
  const result = member(first, 'result')
  if (typeof result !== 'number' || !Number.isSafeInteger(result)) return 'the answer has no result'
  const args = member(first, 'arguments')
  return {result, text: said(first), arguments: args === undefined ? undefined : asMap(args)}
}

function said(map: JsonMap): string {
  const text = member(map, 'text')
  return typeof text === 'string' ? text.slice(0, 300) : 'no text'
}
