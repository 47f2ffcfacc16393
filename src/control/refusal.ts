import {type ConfigIssue, formatIssue} from '../config/issues.ts'
import type {ConfigVerdict4} from '../config/verdict4.ts'
import {clip} from './arguments.ts'

/** How many of many mistakes an answer tells. */
export const TOLD = 10

/** Why a configuration did not come into force, for an answer. */
export function refusalText(verdict: Exclude<ConfigVerdict4, {kind: 'accepted'}>): string {
  return verdict.kind === 'failed' ? clip(verdict.reason, 1000) : issuesText(verdict.errors)
}

function issuesText(errors: readonly ConfigIssue[]): string {
  const more = errors.length - TOLD
  return errors.slice(0, TOLD).map(formatIssue).join('; ') + (more > 0 ? `; and ${more} more` : '')
}
