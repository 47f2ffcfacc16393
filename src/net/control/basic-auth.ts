import {createHmac, randomBytes, timingSafeEqual} from 'node:crypto'
import type {ControlAuthentication} from '../../model/config4.ts'
import {keaLogin, plainLogin} from '../kea-login.ts'

export type Login =
  | {readonly kind: 'user'; readonly user: string | undefined}
  | {readonly kind: 'none'}
  | {readonly kind: 'malformed'}
  | {readonly kind: 'wrong'}

/** Judges an Authorization header (RFC 7617). */
export type CheckLogin = (header: string | undefined) => Login

/**
 * Compares in a time that depends on neither user nor password: always all clients, and by keyed hashes of one length. Without
 * clients everybody is let in.
 */
export function loginCheck(authentication: ControlAuthentication | undefined): CheckLogin {
  const clients = authentication?.clients ?? []
  if (clients.length === 0) return () => ({kind: 'user', user: undefined})
  const key = randomBytes(32)
  const digest = (secret: Uint8Array) => createHmac('sha256', key).update(secret).digest()
  // Tools write logins as everybody does, a partner or an agent of Kea in its own way.
  const known = clients.flatMap(client =>
    [plainLogin(client), keaLogin(client)].map(login => ({user: client.user, digest: digest(login)})),
  )
  return header => {
    if (header === undefined) return {kind: 'none'}
    const secret = /^basic +([A-Za-z0-9+/=]+) *$/i.exec(header)?.[1]
    if (secret === undefined) return {kind: 'malformed'}
    const given = digest(Buffer.from(secret, 'base64'))
    const users = known.filter(client => timingSafeEqual(client.digest, given))
    return users[0] === undefined ? {kind: 'wrong'} : {kind: 'user', user: users[0].user}
  }
}

/** Value of WWW-Authenticate. */
export function challenge(realm: string): string {
  return `Basic realm="${realm.replaceAll(/["\\]/g, '\\$&')}"`
}
