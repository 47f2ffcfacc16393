import {formatIpv4, type Ipv4} from '../../../net-types/ipv4.ts'
import {ipv4} from '../../../wire/option-fields.ts'
import {standardOption4} from '../../../wire/options4.ts'
import {addressesIn} from '../addresses4.ts'
import {eachOption4} from '../options4.ts'
import type {LintRule4} from '../rule.ts'

/** Options whose addresses may be any: masks, broadcast, and what only looks like an address. */
const anyAddress: ReadonlySet<number> = new Set([1, 28, 21, 33])

/** Servers that no client can reach there. */
export const optionAddress: LintRule4 = {
  name: 'option-address',
  severity: 'warning',
  check(subject, tell) {
    eachOption4(subject, placed => {
      const {code, space, data} = placed.option
      const definition = space === 'dhcp4' && !anyAddress.has(code) ? standardOption4(code) : undefined
      if (definition?.fields.length !== 1 || definition.fields[0] !== ipv4) return
      const wrong = addressesIn(data).filter(isNoServer)
      if (wrong.length === 0) return
      const message = `no client can reach ${wrong.map(formatIpv4).join(', ')}`
      tell(placed, 'data', message, `name addresses of the ${definition.name}`)
    })
  },
}

/** "This host", loopback, multicast, reserved and broadcast (RFC 6890). */
function isNoServer(address: Ipv4): boolean {
  const first = address >>> 24
  return first === 0 || first === 127 || first >= 224
}
