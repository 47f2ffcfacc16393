import type {Json} from '../../model/json.ts'
import {scalarText} from '../../model/json-text.ts'
import type {ControlAnswer} from '../../ports/control.ts'

/** Characters of a piece: large enough to be worth a write, small enough for the event loop. */
const PIECE = 64 * 1024

/** A list or map that is being printed. */
interface Frame {
  readonly value: readonly Json[] | {readonly [key: string]: Json}
  /** Sorted, as Kea prints; undefined = a list. */
  readonly keys: readonly string[] | undefined
  /** Keyword that the items of a list belong to. */
  readonly key: string
  next: number
}

/**
 * Text of an answer piece by piece, so that a long one is never a single string. Blanks and the order of members are Kea's:
 * scripts look for `"result": 0`. `inList`: as the only member of a list, which is how HTTP has it.
 */
export function* answerPieces(answer: ControlAnswer, inList: boolean): Generator<string, void> {
  const {result, text, arguments: args} = answer
  const shape = {
    ...(args === undefined ? {} : {arguments: args}),
    result,
    ...(text === undefined ? {} : {text}),
  }
  yield* pieces(inList ? [shape] : shape)
}

function* pieces(value: Json): Generator<string, void> {
  const stack: Frame[] = []
  let text = begin(value, '', stack)
  while (stack.length > 0) {
    const frame = stack.at(-1)!
    text += step(frame, stack)
    if (text.length < PIECE) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}

/** A value without members, or the bracket of one that has them. */
function begin(value: Json, key: string, stack: Frame[]): string {
  if (typeof value !== 'object' || value === null) return scalarText(value, key)
  const list = isList(value)
  stack.push({value, keys: list ? undefined : Object.keys(value).sort(), key, next: 0})
  return list ? '[ ' : '{ '
}

/** The next member of a frame, or its end. */
function step(frame: Frame, stack: Frame[]): string {
  const {value, keys} = frame
  const index = frame.next++
  if (isList(value)) {
    if (index === value.length) return end(stack, ' ]')
    return (index === 0 ? '' : ', ') + begin(value[index]!, frame.key, stack)
  }
  const key = keys![index]
  if (key === undefined) return end(stack, ' }')
  return `${index === 0 ? '' : ', '}${JSON.stringify(key)}: ${begin(value[key]!, key, stack)}`
}

function end(stack: Frame[], bracket: string): string {
  stack.pop()
  return bracket
}

function isList(value: Frame['value']): value is readonly Json[] {
  return Array.isArray(value)
}
