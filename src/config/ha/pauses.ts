import {type HaPause, type HaState, haPauses, haStates} from '../../model/ha.ts'
import type {Section} from '../section.ts'

/** `state-machine`: in which states the machine waits for ha-continue. */
export function readPauses(parent: Section): ReadonlyMap<HaState, HaPause> {
  const pauses = new Map<HaState, HaPause>()
  if (isEmptyMap(parent)) return pauses
  const section = parent.map('state-machine')
  for (const entry of section?.maps('states') ?? []) {
    entry.required('state')
    const state = entry.word('state', haStates)
    const pause = entry.word('pause', haPauses) ?? 'never'
    if (state !== undefined && pauses.has(state)) entry.error('state', `"${state}" is here twice`)
    if (state !== undefined) pauses.set(state, pause)
    entry.userContext()
    entry.finish()
  }
  section?.userContext()
  section?.finish()
  return pauses
}

function isEmptyMap(parent: Section): boolean {
  const node = parent.node('state-machine')
  return node?.kind === 'map' && node.entries.size === 0
}
