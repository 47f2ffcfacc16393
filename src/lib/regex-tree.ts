/** A pattern as a tree. Sets have one entry for each byte, 1 = a member. */
export type RegexNode =
  | {readonly kind: 'set'; readonly set: Uint8Array}
  | {readonly kind: 'begin' | 'end'}
  /** No items: the empty text. */
  | {readonly kind: 'sequence'; readonly items: readonly RegexNode[]}
  | {readonly kind: 'choice'; readonly items: readonly RegexNode[]}
  /** `max` undefined = no bound. */
  | {readonly kind: 'repeat'; readonly item: RegexNode; readonly min: number; readonly max: number | undefined}

/** What is wrong with a pattern; the message says it to people. */
export class RegexError extends Error {
  override name = 'RegexError'
}

export function setOf(fill: (set: Uint8Array) => void): RegexNode {
  const set = new Uint8Array(256)
  fill(set)
  return {kind: 'set', set}
}
