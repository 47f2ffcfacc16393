import {eachOption4} from '../options4.ts'
import type {LintRule4} from '../rule.ts'

/** Options whose content is the server's to say, with the way to say it. */
const own: ReadonlyMap<number, string> = new Map([
  [50, 'clients send it'],
  [51, 'set valid-lifetime'],
  [52, 'the server sets it where it needs it'],
  [53, 'it is the type of the message'],
  [55, 'clients send it'],
  [57, 'clients send it'],
  [58, 'set renew-timer, or calculate-tee-times'],
  [59, 'set rebind-timer, or calculate-tee-times'],
  [61, 'it is the client, see echo-client-id'],
  [82, 'relay agents send it'],
])

export const optionOwn: LintRule4 = {
  name: 'option-own',
  severity: 'warning',
  check(subject, tell) {
    eachOption4(subject, placed => {
      const {code, space} = placed.option
      const instead = space === 'dhcp4' ? own.get(code) : undefined
      if (instead === undefined) return
      const key = placed.node.entries.has('code') ? 'code' : 'name'
      tell(placed, key, `option ${code} is not for option-data`, `leave it out: ${instead}`)
    })
  },
}
