import type {Brand} from '../lib/brand.ts'

/** A hardware address as lower-case hex without separators ("525400aabb01"); '' when a client has none. */
export type HwAddr = Brand<string, 'HwAddr'>

/** The content of option 61 as lower-case hex without separators, at least one byte. */
export type ClientId = Brand<string, 'ClientId'>

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

export function fromHex(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex')
}

export function hwAddrOf(bytes: Uint8Array): HwAddr {
  return toHex(bytes) as HwAddr
}

export function clientIdOf(bytes: Uint8Array): ClientId {
  return toHex(bytes) as ClientId
}

/** "525400aabb01" as "52:54:00:aa:bb:01", the form of Kea's logs, files and API. */
export function withColons(hex: string): string {
  return hex.match(/../g)?.join(':') ?? ''
}
