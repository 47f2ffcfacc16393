import type {Answer} from './ctl-answer.ts'
import {Failure} from './failure.ts'
import {haTroubles} from './ha-verdict.ts'
import {type HaView, haViews} from './ha-view.ts'

/** The relationships in an answer to status-get. Throws Failure where it has none. */
export function haStatusOf({result, text, arguments: args}: Answer): readonly HaView[] {
  if (result !== 0) throw new Failure('failure', `status-get: ${text || `result ${result}`}`)
  const views = haViews(args)
  if (views !== undefined) return views
  throw new Failure(
    'failure',
    'this server has no high availability',
    'its configuration needs libdhcp_ha.so with "high-availability" in hooks-libraries',
  )
}

/** For --json: the verdict, and the relationships as the server sent them. */
export function haDocument(views: readonly HaView[]): object {
  const troubles = views.flatMap(haTroubles)
  return {'in-order': troubles.length === 0, troubles, 'high-availability': views.map(({raw}) => raw)}
}
