import {readFileSync} from 'node:fs'
import {discover, inform, select} from './queries.ts'
import type {Query4, Scenario4} from './scenario.ts'

// The examples about classes of Kea's documentation, behind one relay for each of their subnets.

const AASTRA = {60: Buffer.from('Aastra 6757i').toString('hex')}
const prl = [3, 6, 12, 15, 43, 66, 67]
const RESERVED = '000000112233'
const PHONE = '1a1b1c1d1e1f'

function exampleOf(name: string): Record<string, unknown> {
  const text = readFileSync(`/usr/share/doc/kea/examples/kea4/${name}.json`, 'utf8').replaceAll(/^\s*\/\/.*$/gm, '')
  const {Dhcp4} = JSON.parse(text) as {Dhcp4: Record<string, unknown>}
  const kept = Object.entries(Dhcp4).filter(
    ([key]) => !['interfaces-config', 'lease-database', 'loggers'].includes(key),
  )
  const {subnet4, ...rest} = Object.fromEntries(kept)
  const subnets = (subnet4 as Record<string, unknown>[]).map(({interface: _, ...subnet}, at) => ({
    ...subnet,
    relay: {'ip-addresses': [`127.0.${at + 1}.1`]},
  }))
  return {...rest, subnet4: subnets}
}

const at = (subnet: number, more: Partial<Query4> = {}): Partial<Query4> => ({
  giaddr: `127.0.${subnet}.1`,
  prl,
  ...more,
})
const whole = (subnet: number, more: Partial<Query4> = {}) => [discover(at(subnet, more)), select(at(subnet, more))]

const common: readonly Query4[] = [
  discover(at(1)),
  ...whole(1, {options: AASTRA}),
  ...whole(2, {mac: '020000000007'}),
  ...whole(2, {mac: PHONE}),
  ...whole(3, {mac: '020000000008'}),
  ...whole(3, {mac: '020000000009', options: AASTRA}),
  inform('127.0.0.1', at(2, {mac: PHONE})),
  discover(at(2, {mac: '010203040506'})),
]

export const classifyExampleScenarios4: readonly Scenario4[] = [
  {name: 'classify.json', config: exampleOf('classify'), steps: common},
  {
    name: 'classify2.json',
    config: exampleOf('classify2'),
    steps: [
      ...common,
      ...whole(4, {mac: RESERVED}),
      ...whole(4, {mac: RESERVED, options: AASTRA}),
      ...whole(4, {mac: '02000000000a'}),
      ...whole(4, {mac: '02000000000b', options: AASTRA}),
    ],
  },
]
