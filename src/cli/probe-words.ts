import {randomBytes} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {Flags} from '@oclif/core'
import {type Ipv4, parseIpv4} from '../net-types/ipv4.ts'
import {parseBinaryOptionData} from '../wire/option-text.ts'
import {Failure} from './failure.ts'

const usage = (text: string) => new Failure('usage', text, 'try --help')

export function parseAddress(what: string, text: string): Ipv4 {
  const address = parseIpv4(text)
  if (address === undefined) throw usage(`${what} wants an IPv4 address, not "${text}"`)
  return address
}

export const addressFlag = (name: string) =>
  Flags.custom<Ipv4>({helpValue: 'ADDRESS', parse: async text => parseAddress(`--${name}`, text)})

export const macFlag = Flags.custom<Uint8Array>({
  helpValue: 'MAC',
  parse: async text => {
    if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text))
      throw usage(`--mac wants six bytes like 52:54:00:12:34:56, not "${text}"`)
    return Buffer.from(text.replaceAll(':', ''), 'hex')
  },
})

export const clientIdFlag = Flags.custom<Uint8Array>({
  helpValue: 'ID',
  parse: async text => {
    const bytes = parseBinaryOptionData(text)
    if (!(bytes instanceof Uint8Array)) throw usage(`--client-id: ${bytes.text}`)
    if (bytes.length < 2 || bytes.length > 255) throw usage('--client-id wants 2 to 255 bytes')
    return bytes
  },
})

/** Seconds on the command line, milliseconds inside. */
export const timeoutFlag = Flags.custom<number>({
  helpValue: 'SECONDS',
  parse: async text => {
    const value = /^\d{1,4}(\.\d+)?$/.test(text) ? Number(text) * 1000 : 0
    if (value < 10 || value > 3_600_000) throw usage(`--timeout wants seconds, not "${text}"`)
    return value
  },
})

/** The address of an interface; a locally administered one by chance where there is none to read. */
export function defaultMac(interfaceName: string | undefined): Uint8Array {
  const own = interfaceName === undefined ? '' : addressOfInterface(interfaceName)
  if (/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(own) && own !== '00:00:00:00:00:00') {
    return Buffer.from(own.replaceAll(':', ''), 'hex')
  }
  return Uint8Array.of(2, ...randomBytes(5))
}

function addressOfInterface(name: string): string {
  try {
    return readFileSync(`/sys/class/net/${name}/address`, 'utf8').trim()
  } catch {
    return ''
  }
}

/** The address `index` after `mac`, within its last four bytes. */
export function nextMac(mac: Uint8Array, index: number): Uint8Array {
  const bytes = Buffer.from(mac)
  bytes.writeUInt32BE((bytes.readUInt32BE(2) + index) >>> 0, 2)
  return bytes
}
