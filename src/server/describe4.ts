import {formatIpv4} from '../net-types/ipv4.ts'
import {type Message4, messageType4} from '../wire/message4.ts'
import {formatOption} from '../wire/option-codec.ts'
import {standardOption4} from '../wire/options4.ts'

const typeNames = new Map(Object.entries(messageType4).map(([name, code]) => [code as number, `DHCP${name}`]))

/** "DHCPDISCOVER", "type 77", or "no type". */
export function typeName4(message: Message4): string {
  const code = message.options.get(53)?.[0]
  return code === undefined ? 'no type' : (typeNames.get(code) ?? `type ${code}`)
}

/** A whole message on one line: fields that are set, then options by name, those without definition as bytes. */
export function describe4(message: Message4): string {
  const {hops, secs, flags, sname, file} = message
  const addresses = (['ciaddr', 'yiaddr', 'siaddr', 'giaddr'] as const)
    .filter(field => message[field] !== 0)
    .map(field => `${field}=${formatIpv4(message[field])}`)
  const fields = [
    ...(hops > 0 ? [`hops=${hops}`] : []),
    ...(secs > 0 ? [`secs=${secs}`] : []),
    ...(flags > 0 ? [`flags=0x${flags.toString(16)}`] : []),
    ...addresses,
    ...(sname === '' ? [] : [`sname=${sname}`]),
    ...(file === '' ? [] : [`file=${file}`]),
  ]
  const options = [...message.options]
    .filter(([code]) => code !== 53)
    .map(([code, content]) => describeOption(code, content))
  return [typeName4(message), ...fields, ...options].join(' ')
}

function describeOption(code: number, content: Uint8Array): string {
  const definition = standardOption4(code)
  if (definition === undefined) return `${code}=0x${Buffer.from(content).toString('hex')}`
  return `${definition.name}(${code})=${formatOption(definition, content)}`
}
