import type {ExtendedRegex} from '../lib/extended-regex.ts'

/**
 * How the name of a client is made (facts: server.md §2.3, `ddns-*` and `hostname-char-*`). Texts have one character for
 * each byte.
 */
export interface NameSettings4 {
  /** Whether a name made of the address stands in for what the client sent. */
  readonly replaceClientName: ReplaceClientName
  readonly generatedPrefix: string
  readonly qualifyingSuffix: string
  /** What is not allowed in a name; undefined = everything is. */
  readonly charSet: ExtendedRegex | undefined
  readonly charReplacement: string
}

export const replaceClientNameModes = ['never', 'always', 'when-present', 'when-not-present'] as const

export type ReplaceClientName = (typeof replaceClientNameModes)[number]
