import {createPrivateKey, X509Certificate} from 'node:crypto'
import {readdirSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import type {ControlTls, HttpControlSocket} from '../../model/config4.ts'
import {type ControlChannelError, channelError, codeOf} from './channel-error.ts'

/** PEM texts of a server. */
export interface TlsMaterial {
  readonly ca: readonly string[]
  readonly cert: string
  readonly key: string
}

/** Reads the files of a socket anew and checks that they fit. Throws ControlChannelError, which names the keyword. */
export function readTlsFiles(socket: HttpControlSocket, tls: ControlTls): TlsMaterial {
  const fail = (keyword: string, path: string, why: string) => refused(socket, keyword, path, why)
  const ca = trustAnchors(tls.trustAnchor, why => fail('trust-anchor', tls.trustAnchor, why))
  const cert = readPem(tls.certFile, why => fail('cert-file', tls.certFile, why))
  const key = readPem(tls.keyFile, why => fail('key-file', tls.keyFile, why))
  const certificate = attempt(
    () => new X509Certificate(cert),
    () => fail('cert-file', tls.certFile, 'is no PEM certificate'),
  )
  const privateKey = attempt(
    () => createPrivateKey(key),
    () => fail('key-file', tls.keyFile, 'is no PEM private key, or an encrypted one'),
  )
  if (!certificate.checkPrivateKey(privateKey)) {
    throw fail('key-file', tls.keyFile, `does not belong to the certificate ${tls.certFile}`)
  }
  return {ca, cert, key}
}

function refused(socket: HttpControlSocket, keyword: string, path: string, why: string): ControlChannelError {
  return channelError(socket, 'TLS', `${keyword} ${path} ${why}`)
}

type Fail = (why: string) => ControlChannelError

/** A file of certificates, or a directory of such files. */
function trustAnchors(path: string, fail: Fail): readonly string[] {
  const texts = isDirectory(path, fail)
    ? readdirSync(path)
        .map(name => join(path, name))
        .filter(file => statSync(file, {throwIfNoEntry: false})?.isFile() === true)
        .map(file => readPem(file, fail))
    : [readPem(path, fail)]
  const found = texts.filter(text => text.includes('-----BEGIN CERTIFICATE-----'))
  if (found.length === 0) throw fail('has no PEM certificate')
  return found
}

function isDirectory(path: string, fail: Fail): boolean {
  return attempt(() => statSync(path).isDirectory(), unreadable(fail))
}

function readPem(path: string, fail: Fail): string {
  return attempt(() => readFileSync(path, 'latin1'), unreadable(fail))
}

function unreadable(fail: Fail) {
  return (error: unknown) => {
    const code = codeOf(error)
    if (code === 'ENOENT') return fail('does not exist')
    return fail(code === 'EACCES' ? 'is not readable for the user that runs the server' : `cannot be read: ${code}`)
  }
}

function attempt<T>(make: () => T, explain: (error: unknown) => Error): T {
  try {
    return make()
  } catch (error) {
    throw explain(error)
  }
}
