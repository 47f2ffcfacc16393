import {formatIdentifier, type Host4, type HostOption4} from '../../model/host4.ts'
import {StoreError} from '../../ports/lease-store.ts'

/** Bytes that the columns of every database hold; Kea reads no longer hardware address either. */
const HWADDR_BYTES = 20
const TEXT_BYTES = 65_535
/** All of a host together must pass through the databases' limits for one statement. */
const OPTIONS_BYTES = 1 << 20
const HIGHEST_SUBNET = 0xfffffffe

/** Whether an identifier may be in the table at all. */
export function isIdentifier(value: string): boolean {
  return value.length <= 256 && /^(?:[0-9a-f]{2})+$/.test(value)
}

/** Whether a database can hold the text: PostgreSQL takes no zero byte, and halves of characters would not come back. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text)
}

/**
 * Why a database would refuse a host, or give back another one. The widths are those of MySQL's columns in bytes, so
 * that what one database takes all take.
 */
export function unfit(host: Host4): StoreError | undefined {
  const why = badIdentifier(host) ?? badNumber(host) ?? badText(host) ?? badClasses(host) ?? badOptions(host.options)
  if (why === undefined) return undefined
  const name = isIdentifier(host.identifier.value) ? ` ${formatIdentifier(host.identifier)}` : ''
  return new StoreError('fatal', `host${name}: ${why}`)
}

function badIdentifier({identifier: {type, value}}: Host4): string | undefined {
  if (value === '') return 'its identifier is empty'
  if (value.length > 256) return 'its identifier is longer than 128 bytes'
  if (!isIdentifier(value)) return 'its identifier is not hexadecimal'
  if (type === 'hw-address' && value.length > HWADDR_BYTES * 2) return 'its hardware address is longer than 20 bytes'
  return undefined
}

const isWhole = (value: number, highest: number) => Number.isInteger(value) && value >= 0 && value <= highest

function badNumber({subnetId, subnetId6, address, nextServer}: Host4): string | undefined {
  if (subnetId === undefined) return 'it has no IPv4 subnet id'
  if (!isWhole(subnetId, HIGHEST_SUBNET)) return `${subnetId} is no subnet id`
  if (subnetId6 !== undefined && !isWhole(subnetId6, HIGHEST_SUBNET)) return `${subnetId6} is no IPv6 subnet id`
  // The tables mean "none" by it.
  if (address !== undefined && (address === 0 || !isWhole(address, 0xffffffff))) return 'its address cannot be reserved'
  if (nextServer !== undefined && (nextServer === 0 || !isWhole(nextServer, 0xffffffff)))
    return 'its next server is no address'
  return undefined
}

function badText(host: Host4): string | undefined {
  return (
    tooBad('hostname', host.hostname, 255) ??
    tooBad('server-hostname', host.serverHostname, 64) ??
    tooBad('boot-file-name', host.bootFileName, 128) ??
    tooBad('auth-key', host.authKey, 32) ??
    badContext('user-context', host.userContext)
  )
}

function tooBad(name: string, text: string, bytes: number): string | undefined {
  if (!isStorable(text)) return `its ${name} holds what the database cannot (a zero byte or half a character)`
  const length = Buffer.byteLength(text)
  return length > bytes ? `its ${name} has ${length} bytes, the database holds ${bytes}` : undefined
}

/** Kea 2.2.0 reads no row of a host whose context it cannot parse: no other JSON, and no such escape (as seen). */
const UNREADABLE_ESCAPE = /(?<!\\)(?:\\\\)*\\u(?!00)/

function badContext(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const why = tooBad(name, text, TEXT_BYTES)
  if (why !== undefined) return why
  if (!isObject(text)) return `its ${name} is not the text of a JSON object`
  return UNREADABLE_ESCAPE.test(text) ? `its ${name} has an escape above \\u00ff, which Kea cannot read` : undefined
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

function badClasses({clientClasses}: Host4): string | undefined {
  for (const name of clientClasses)
    if (name === '' || name.includes(',') || name.trim() !== name)
      return `${JSON.stringify(name.slice(0, 100))} cannot be stored as the name of a client class`
  return tooBad('list of client classes', clientClasses.join(','), 255)
}

function badOptions(options: readonly HostOption4[]): string | undefined {
  let bytes = 0
  for (const option of options) {
    const why = badOption(option)
    if (why !== undefined) return `option ${option.code}: ${why}`
    bytes += 256 + sizeOf(option)
  }
  return bytes > OPTIONS_BYTES ? 'its options are larger than 1 MiB in all' : undefined
}

function sizeOf({data, userContext = ''}: HostOption4): number {
  return ('text' in data ? Buffer.byteLength(data.text) : data.bytes.length / 2) + Buffer.byteLength(userContext)
}

function badOption({code, space, data, neverSend, clientClasses = [], userContext}: HostOption4): string | undefined {
  if (neverSend) return 'the schema of this release has no "never-send"'
  if (clientClasses.length > 0) return 'the schema of this release has no "client-classes" of options'
  if (!isWhole(code, 255)) return 'it is no code of an option'
  if (space === 'dhcp4' && (code === 0 || code === 255)) return 'its code is reserved'
  if (space === '') return 'its space has no name'
  const why = tooBad('space', space, 128) ?? badContext('user-context', userContext)
  if (why !== undefined) return why
  if ('text' in data) {
    // An empty column means that the bytes count.
    return data.text === '' ? 'its text is empty, which only bytes may be' : tooBad('data', data.text, TEXT_BYTES)
  }
  if (!/^(?:[0-9a-f]{2})*$/.test(data.bytes)) return 'its data is not hexadecimal'
  return data.bytes.length / 2 > TEXT_BYTES ? `its data has more than ${TEXT_BYTES} bytes` : undefined
}
