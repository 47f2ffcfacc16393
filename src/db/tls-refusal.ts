import {placeOf} from './place.ts'
import {DbError, type Target, type TlsFiles} from './session.ts'
import {verifies} from './tls.ts'

/**
 * What TLS had against a connection, as an error that says so and what to do; undefined when it was something else.
 * `stream` is the socket of the connection, which tells a refused certificate better than the drivers' errors do.
 */
export function tlsRefusal(error: unknown, stream: unknown, target: Target): DbError | undefined {
  // Where nobody is verified it tells of nothing that was refused.
  const {authorizationError} = (target.tls && verifies(target.tls) ? (stream ?? {}) : {}) as {
    authorizationError?: unknown
  }
  const {library, reason, code} = (error ?? {}) as Partial<Record<'library' | 'reason' | 'code', unknown>>
  const why = text(reason)
  if (authorizationError instanceof Error || (typeof authorizationError === 'string' && authorizationError !== ''))
    return refusal(certificateWords(codeOf(authorizationError), why, target), codeOf(authorizationError))
  if (library === 'SSL routines') return refusal(handshakeWords(why, target), text(code) || 'TLS')
  return undefined
}

/** The server has no TLS, and clear text is not what was asked for. */
export function noTls(target: Target): DbError {
  return refusal(
    `${placeOf(target)} offers no TLS, and without it nothing is sent; switch it on there, or ask for none here`,
    'TLS',
  )
}

const refusal = (message: string, code: string) => new DbError('tls', code, message)
const text = (value: unknown) => (typeof value === 'string' ? value : '')

function codeOf(error: string | Error): string {
  if (typeof error === 'string') return error
  return text((error as {code?: unknown}).code) || error.message
}

/** Node's words for what OpenSSL finds wrong with a chain. */
const unknownAuthority = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
])

function certificateWords(code: string, reason: string, target: Target): string {
  const place = placeOf(target)
  if (code === 'CERT_HAS_EXPIRED')
    return `the certificate of ${place}, or one above it, has expired; renew it there (and see that this clock is right)`
  if (code === 'CERT_NOT_YET_VALID')
    return `the certificate of ${place}, or one above it, is not valid yet; see that both clocks are right`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `the certificate of ${place} bears another name (${reason}); connect by a name that it bears, or ask for verify-ca`
  if (unknownAuthority.has(code))
    return `the certificate of ${place} comes from no authority of trust anchor ${anchor(target.tls)} (${code}); name the one that signed it`
  return `the certificate of ${place} is refused: ${code}`
}

const anchor = (tls: TlsFiles | undefined) => tls?.trustAnchor ?? 'of the system'

/** `reason` is OpenSSL's; an alert is what the server says about us. */
function handshakeWords(reason: string, target: Target): string {
  const place = placeOf(target)
  if (/alert certificate required$/.test(reason))
    return `${place} wants a client certificate; name one with cert-file and key-file`
  if (/alert (unknown ca|.*certificate.*)$/.test(reason) && target.tls?.certFile !== undefined)
    return `${place} refuses client certificate ${target.tls.certFile}: ${reason}`
  return `no TLS with ${place}: ${reason}`
}
