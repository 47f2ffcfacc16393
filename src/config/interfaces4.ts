import type {InterfaceSelector, InterfacesConfig4} from '../model/config4.ts'
import {formatIpv4, parseIpv4} from '../net-types/ipv4.ts'
import type {Environment} from './environment.ts'
import type {Section} from './section.ts'

const UINT32 = 0xffffffff

/** Reads `interfaces-config`; without it the server listens nowhere, as Kea. */
export function readInterfaces4(root: Section, environment: Environment): InterfacesConfig4 {
  const section = root.map('interfaces-config')
  const config = {
    interfaces: section === undefined ? [] : readSelectors(section, environment),
    socketType: section?.word('dhcp-socket-type', ['raw', 'udp']) ?? 'raw',
    outboundInterface: section?.word('outbound-interface', ['same-as-inbound', 'use-routing']) ?? 'same-as-inbound',
    reDetect: section?.boolean('re-detect') ?? true,
    serviceSocketsRequireAll: section?.boolean('service-sockets-require-all') ?? false,
    serviceSocketsMaxRetries: section?.integer('service-sockets-max-retries', 0, UINT32) ?? 0,
    serviceSocketsRetryWaitTime: section?.integer('service-sockets-retry-wait-time', 0, UINT32) ?? 5000,
  } satisfies InterfacesConfig4
  section?.userContext()
  section?.finish()
  return config
}

function readSelectors(section: Section, environment: Environment): readonly InterfaceSelector[] {
  const selectors: InterfaceSelector[] = []
  for (const written of section.strings('interfaces')) {
    const selector = parseSelector(written.value.replaceAll(' ', ''))
    const problem =
      typeof selector === 'string' ? selector : (absent(selector, environment) ?? repeated(selector, selectors))
    if (problem !== undefined) section.issues.error(written.at, written.path, problem)
    else if (typeof selector !== 'string') selectors.push(selector)
  }
  return selectors
}

/** `name`, `name/address` or `*`; a string tells what is wrong. */
function parseSelector(text: string): InterfaceSelector | string {
  const [name = '', address, ...rest] = text.split('/')
  if (name === '') return 'expected the name of an interface, "name/address" or "*"'
  if (address === undefined) return {name, address: undefined}
  const parsed = parseIpv4(address)
  if (parsed === undefined || rest.length > 0) return `expected an IPv4 address after "${name}/"`
  if (name === '*') return 'an address needs the name of its interface, not "*"'
  return {name, address: parsed}
}

function absent(selector: InterfaceSelector, environment: Environment): string | undefined {
  if (environment.interfaces === undefined || selector.name === '*') return undefined
  const addresses = environment.interfaces.get(selector.name)
  if (addresses === undefined) return `there is no interface "${selector.name}" here`
  if (selector.address === undefined || addresses.includes(selector.address)) return undefined
  return `the interface "${selector.name}" does not have the address ${formatIpv4(selector.address)}`
}

function repeated(selector: InterfaceSelector, earlier: readonly InterfaceSelector[]): string | undefined {
  const same = earlier.filter(({name}) => name === selector.name)
  const clash = same.some(({address}) => address === undefined || address === selector.address)
  const covers = selector.address === undefined && same.length > 0
  return clash || covers ? `"${selector.name}" is already in this list` : undefined
}
