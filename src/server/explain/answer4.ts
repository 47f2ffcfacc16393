import {admits4} from '../../engine/classify4.ts'
import type {AnsweredOutcome4} from '../../engine/outcome4.ts'
import {type Recipient4, recipient4} from '../../engine/recipient4.ts'
import type {Request4} from '../../engine/request4.ts'
import type {SubnetIndex4} from '../../engine/subnet-index4.ts'
import type {ConfiguredOption4} from '../../model/config4.ts'
import type {HostOption4} from '../../model/host4.ts'
import {formatIpv4} from '../../net-types/ipv4.ts'
import type {Message4} from '../../wire/message4.ts'
import {formatOption} from '../../wire/option-codec.ts'
import {standardOption4} from '../../wire/options4.ts'
import {describeRefused} from '../describe-holder.ts'
import {typeName4} from '../describe4.ts'
import {chosen, fact, rejected, type Step4} from './step4.ts'

/** The options of an answer with the level that each comes from, those that were asked for in vain, and its fields. */
export function answerSteps(
  request: Request4,
  outcome: AnsweredOutcome4,
  reply: Message4,
  index: SubnetIndex4,
): Step4[] {
  const recipient = recipient4(request, outcome, index)
  const options = [...reply.options].map(([code, content]) =>
    chosen('option', `${nameOf(code)} = ${textOf(code, content)} (${originOf(code, request, recipient, index)})`),
  )
  const asked = outcome.kind === 'nak' ? [] : [...(request.message.options.get(55) ?? [])]
  const missing = [...new Set(asked)].filter(code => !reply.options.has(code))
  const vain =
    missing.length === 0 ? [] : [rejected('option', `asked for, not configured: ${missing.map(nameOf).join(', ')}`)]
  return [...options, ...vain, ...refusedSteps(recipient, index), fact('answer', fieldsOf(reply))]
}

/** Content of a reservation's options that their definitions refuse. */
function refusedSteps(recipient: Recipient4 | undefined, {optionLevels}: SubnetIndex4): Step4[] {
  const host = recipient?.host
  if (host === undefined) return []
  const refused = optionLevels.refused(host)
  return refused.map(one => rejected('option', `of the reservation, sent to nobody: ${describeRefused(one)}`))
}

function nameOf(code: number): string {
  const name = standardOption4(code)?.name
  return name === undefined ? `option ${code}` : `${name} (${code})`
}

function textOf(code: number, content: Uint8Array): string {
  const definition = standardOption4(code)
  return definition === undefined ? `0x${Buffer.from(content).toString('hex')}` : formatOption(definition, content)
}

const echoed = new Set([61, 82, 118])
const names = new Set([12, 81])

/** The first level that has it, in the order in which they count (facts: server.md §2.6). */
function originOf(code: number, request: Request4, recipient: Recipient4 | undefined, {config}: SubnetIndex4): string {
  const {classes: memberOf = new Set<string>()} = recipient ?? {}
  const has = (options: readonly (ConfiguredOption4 | HostOption4)[] | undefined) =>
    options?.some(
      option => option.code === code && option.space === 'dhcp4' && admits4(option.clientClasses ?? [], memberOf),
    ) === true
  const classes = recipient?.definitions.find(definition => has(definition.options))
  if (has(recipient?.host?.options)) return 'reservation'
  if (has(recipient?.pool?.options)) return 'pool'
  if (has(recipient?.subnet?.subnet.options)) return 'subnet'
  if (has(recipient?.subnet?.network?.options)) return 'shared network'
  if (classes !== undefined) return `class ${classes.name}`
  if (has(config.options)) return 'global'
  if (echoed.has(code) && request.message.options.has(code)) return 'as the client or relay sent it'
  return names.has(code) ? 'name of the client' : 'made by the server'
}

function fieldsOf(reply: Message4): string {
  const {yiaddr, siaddr, sname, file} = reply
  return [
    typeName4(reply),
    ...(yiaddr === 0 ? [] : [`yiaddr ${formatIpv4(yiaddr)}`]),
    ...(siaddr === 0 ? [] : [`siaddr ${formatIpv4(siaddr)}`]),
    ...(sname === '' ? [] : [`sname ${sname}`]),
    ...(file === '' ? [] : [`file ${file}`]),
  ].join(', ')
}
