import {isMap} from './ctl-answer.ts'

type Values = Readonly<Record<string, unknown>>

/** Reservations in the arguments of an answer, each with no more than it says, in words that fit into a cell. */
export function withPlainHosts(value: Values): Values {
  if (isHost(value)) return plainHost(value)
  const {hosts} = value
  return Array.isArray(hosts) && hosts.every(isHost)
    ? {...value, hosts: hosts.map(host => plainHost(host as Values))}
    : value
}

/** As config-get prints one: these are always there. */
function isHost(value: unknown): boolean {
  return isMap(value) && ['boot-file-name', 'client-classes', 'option-data'].every(name => name in value)
}

function plainHost(host: Values): Values {
  const entries = Object.entries(host).map(([name, value]) => [name, plainOf(name, value)] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== '' && value !== '0.0.0.0'))
}

function plainOf(name: string, value: unknown): unknown {
  if (!Array.isArray(value)) return value
  return name === 'option-data' ? value.map(optionText).join('; ') : value.map(String).join(', ')
}

/** "domain-name-servers=10.0.0.1". */
function optionText(option: unknown): string {
  if (!isMap(option)) return String(option)
  const space = option['space'] === 'dhcp4' ? '' : `${String(option['space'])}.`
  return `${space}${String(option['name'] ?? option['code'])}=${String(option['data'] ?? '')}`
}
