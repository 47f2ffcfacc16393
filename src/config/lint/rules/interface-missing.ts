import {formatIpv4} from '../../../net-types/ipv4.ts'
import type {Placed, Tell} from '../finding.ts'
import type {Machine} from '../machine.ts'
import type {LintRule4} from '../rule.ts'
import {placedMap, type Subject4} from '../subject4.ts'

const REMEDY = 'name an interface that exists; --elsewhere checks a file of another machine'

/** The server would not start. */
export const interfaceMissing: LintRule4 = {
  name: 'interface-missing',
  severity: 'error',
  check(subject, tell) {
    const {machine, networks, subnets} = subject
    if (machine === undefined) return
    checkSelectors(subject, machine, tell)
    for (const level of [...networks, ...subnets]) checkLevel(level, machine, tell)
  },
}

function checkSelectors({config, root}: Subject4, {interfaces}: Machine, tell: Tell): void {
  const section = placedMap(root, 'interfaces-config')
  for (const [index, {name, address}] of config.interfaces.interfaces.entries()) {
    const key = `interfaces[${index}]`
    if (section === undefined || name === '*') continue
    const addresses = interfaces.get(name)
    if (addresses === undefined) tell(section, key, `there is no interface "${name}" here`, REMEDY)
    else if (address !== undefined && !addresses.includes(address)) {
      const message = `the interface "${name}" does not have the address ${formatIpv4(address)}`
      tell(section, key, message, 'give it that address, or name one that it has')
    }
  }
}

function checkLevel(level: Placed, {interfaces}: Machine, tell: Tell): void {
  const name = level.node.entries.get('interface')?.value
  if (name?.kind !== 'string' || name.value === '' || interfaces.has(name.value)) return
  tell(level, 'interface', `there is no interface "${name.value}" here`, REMEDY)
}
