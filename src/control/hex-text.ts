import type {ClientId, HwAddr} from '../net-types/identifiers.ts'
import {CommandError, clip} from './arguments.ts'

/** Longest identifiers that Kea's types hold, in bytes, and the shortest client identifier (RFC 2132 §9.14). */
const HWADDR_BYTES = 20
const CLIENT_ID_BYTES = {least: 2, most: 128} as const

/** "1:2:ab" or a single byte; '' is a client without one. Texts of errors as Kea's. */
export function readHwAddr(text: string): HwAddr | '' {
  if (text === '') return ''
  const hex = separated(text, ':')
  if (hex.length > HWADDR_BYTES * 2) throw new CommandError('address vector size exceeds MAX_HWADDR_LEN')
  return hex as HwAddr
}

/** Colons or blanks between the bytes, or plain digits with or without 0x. */
export function readClientId(text: string): ClientId {
  if (text === '') throw new CommandError('Empty DUIDs are not allowed')
  const separator = [':', ' '].find(mark => text.includes(mark))
  const hex = separator === undefined ? digits(text) : separated(text, separator)
  const {least, most} = CLIENT_ID_BYTES
  const bytes = hex.length / 2
  if (bytes > most) throw new CommandError(`DUID size is ${bytes} bytes, exceeds maximum of ${most}`)
  if (bytes < least) throw new CommandError(`client-id is too short (${bytes}), at least ${least} is required`)
  return hex as ClientId
}

function separated(text: string, separator: string): string {
  let hex = ''
  for (const byte of text.split(separator)) {
    if (byte === '') {
      throw new CommandError(
        `two consecutive separators ('${separator}') specified in a decoded string '${clip(text)}'`,
      )
    }
    if (byte.length > 2) throw new CommandError(`invalid format of the decoded string '${clip(text)}'`)
    const other = [...byte].find(digit => !/^[0-9a-f]$/i.test(digit))
    if (other !== undefined) {
      throw new CommandError(`'${other}' is not a valid hexadecimal digit in decoded string '${clip(text)}'`)
    }
    hex += byte.toLowerCase().padStart(2, '0')
  }
  return hex
}

function digits(text: string): string {
  const plain = text.startsWith('0x') ? text.slice(2) : text
  if (!/^[0-9a-f]+$/i.test(plain)) {
    throw new CommandError(`'${clip(text)}' is not a valid string of hexadecimal digits`)
  }
  const hex = plain.toLowerCase()
  return hex.length % 2 === 0 ? hex : `0${hex}`
}
