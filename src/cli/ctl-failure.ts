import {readFileSync, statSync} from 'node:fs'
import {dirname} from 'node:path'
import type {ControlClientError, ControlTarget, HttpTarget} from '../net/control-client.ts'
import {describeControl} from './ctl-target.ts'
import {Failure} from './failure.ts'

/** What failed, on what, and what to do next. */
export function connectionFailure(target: ControlTarget, error: ControlClientError): Failure {
  const [reason, hint] = common(error) ?? (target.kind === 'unix' ? ofUnix(target.path, error) : ofHttp(target, error))
  return new Failure('unreachable', `${describeControl(target)}: ${reason}`, hint, {cause: error})
}

type Explanation = readonly [reason: string, hint: string]

function common({code, message}: ControlClientError): Explanation | undefined {
  if (code === 'TIMEOUT')
    return [message, 'the server may be busy, or hang: look at its log; --timeout SECONDS waits longer']
  if (code === 'TOO_LONG') return [message, 'ask for less at a time, as with lease4-get-page']
  if (code === 'EMPTY') {
    return ['the connection was closed without an answer', 'is this the socket of a server that runs? Look at its log']
  }
  return undefined
}

const running = 'is the server running, and does its configuration have this control-socket?'

function ofUnix(path: string, {code, message}: ControlClientError): Explanation {
  if (code === 'ENOENT') return ['no such socket', running]
  if (code === 'ECONNREFUSED') {
    return isSocket(path)
      ? ['nobody listens there any more', 'start the server: this socket was left by one that has ended']
      : ['this is no socket', running]
  }
  if (code === 'EACCES' || code === 'EPERM') return ['permission denied', ownerOf(path)]
  if (code === 'EAGAIN') return ['too many clients wait there already', 'try again']
  return [message, running]
}

function isSocket(path: string): boolean {
  return statSync(path, {throwIfNoEntry: false})?.isSocket() ?? false
}

/** Who may use it, as far as this user may look. */
function ownerOf(path: string): string {
  for (const place of [path, dirname(path)]) {
    try {
      const {uid, gid, mode} = statSync(place)
      const rights = (mode & 0o777).toString(8).padStart(3, '0')
      const owner = `${nameOf('/etc/passwd', uid)}:${nameOf('/etc/group', gid)}`
      return `${place} belongs to ${owner} with mode ${rights}: run this as root or as that user`
    } catch {
      // Not even that may be seen from here.
    }
  }
  return 'run this as root or as the user of the server'
}

function nameOf(file: string, id: number): string {
  try {
    const line = readFileSync(file, 'utf8')
      .split('\n')
      .find(text => text.split(':')[2] === String(id))
    return line?.split(':')[0] ?? String(id)
  } catch {
    return String(id)
  }
}

function ofHttp({url}: HttpTarget, {code, message}: ControlClientError): Explanation {
  if (code === 'ECONNREFUSED')
    return ['nobody listens there', 'is the server running, and does it listen on this address and port?']
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return [`${url.hostname} is not known`, 'check the name of the host']
  if (/^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(code))
    return [`no way to ${url.hostname}: ${code}`, 'check the address and the network']
  return url.protocol === 'https:'
    ? ofTls(code, message)
    : [notHttp(code, message), 'if the server wants TLS, use an https: URL']
}

function notHttp(code: string, message: string): string {
  return /^(HPE_|ECONNRESET)/.test(code) ? 'what listens there does not speak HTTP' : message
}

function ofTls(code: string, message: string): Explanation {
  if (/SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/.test(code)) {
    return ['its certificate is not of an authority that is trusted', 'name that authority with --trust-anchor']
  }
  if (code === 'CERT_HAS_EXPIRED') return ['its certificate has expired', 'renew it']
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return [`its certificate is for another host: ${message}`, 'use a name that the certificate has']
  if (/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA/.test(code)) {
    return ['it wants a certificate that it trusts from its clients', 'name one with --cert-file and --key-file']
  }
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER')
    return ['what listens there does not speak TLS', 'use an http: URL if that is meant']
  return [message, 'check the certificates of both sides']
}
