/**
 * What of a login stands in a header, before base64, where Kea writes or expects it: each byte of the UTF-8 of its configuration
 * counts as a character and is encoded once more. ASCII stays ASCII (seen of kea-dhcp4 and kea-ctrl-agent 2.2.0).
 */
export function keaLogin({user, password}: {readonly user: string; readonly password: string}): Buffer {
  return Buffer.from(plainLogin({user, password}).toString('latin1'))
}

/** The same as everybody else has it (RFC 7617, UTF-8). */
export function plainLogin({user, password}: {readonly user: string; readonly password: string}): Buffer {
  return Buffer.from(`${user}:${password}`)
}
