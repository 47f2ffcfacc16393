import type {Step} from './step.ts'
import {compareVersions, type Version} from './version.ts'

/**
 * What lies between a schema and the version asked for. older: before the chain's first step · newer: past its last ·
 * gap: between two steps, so no Kea release made it · unknown-target: no step reaches `to` · backwards: `to` is in the past.
 */
export type Plan =
  | {readonly kind: 'steps'; readonly pending: readonly Step[]; readonly target: Version}
  | {readonly kind: 'older' | 'newer' | 'gap' | 'unknown-target' | 'backwards'}

/** `from` undefined = an empty database; `to` undefined = the newest. */
export function plan(steps: readonly Step[], from: Version | undefined, to: Version | undefined): Plan {
  const first = steps[0]!.version
  const head = steps.at(-1)!.version
  const target = to ?? head
  if (from !== undefined) {
    if (compareVersions(from, head) > 0) return {kind: 'newer'}
    if (compareVersions(from, first) < 0) return {kind: 'older'}
    if (!reaches(steps, from)) return {kind: 'gap'}
  }
  if (!reaches(steps, target)) return {kind: 'unknown-target'}
  if (from !== undefined && compareVersions(target, from) < 0) return {kind: 'backwards'}
  const pending = steps.filter(
    step =>
      (from === undefined || compareVersions(step.version, from) > 0) && compareVersions(step.version, target) <= 0,
  )
  return {kind: 'steps', pending, target}
}

function reaches(steps: readonly Step[], version: Version): boolean {
  return steps.some(step => compareVersions(step.version, version) === 0)
}
