import type {Limit4, Limits4} from '../model/limits4.ts'
import type {Log} from '../ports/log.ts'
import type {MessageId} from './messages.ts'

/** One line for each limit that is in force from now on: so the operator sees that the user contexts were understood. */
export function tellLimits4(log: Log<MessageId>, limits: Limits4 | undefined): void {
  if (limits === undefined || !log.enabled('LIMITS_CONFIGURED')) return
  const tell = (owner: string, {rate, addresses}: Limit4) => {
    const write = (limit: string) => log.write('LIMITS_CONFIGURED', {limit, owner})
    if (rate !== undefined) write(`${rate.packets} packets in ${rate.seconds} seconds`)
    if (addresses !== undefined) write(`${addresses} addresses`)
  }
  for (const [name, limit] of limits.classes) tell(`client class ${name}`, limit)
  for (const [id, limit] of limits.subnets) tell(`subnet ${id}`, limit)
}
