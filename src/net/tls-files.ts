import {createPrivateKey, X509Certificate} from 'node:crypto'
import {readdirSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {codeOf} from './control/channel-error.ts'
/** PEM texts of one side. */
export interface TlsMaterial {
  readonly ca: readonly string[]
  readonly cert: string
  readonly key: string
}

/** Paths of PEM files; of the trust anchor also of a directory. */
export interface TlsPaths {
  readonly trustAnchor: string
  readonly certFile: string
  readonly keyFile: string
}

/** Makes the error of a clause: "key-file /etc/k.pem does not exist". */
export type TlsFailure = (why: string) => Error

/** Reads the files anew and checks that they fit. Throws what `failure` makes of the keyword, the path and the reason. */
export function readTlsFiles(paths: TlsPaths, failure: TlsFailure): TlsMaterial {
  const fail = (keyword: string, path: string, why: string) => failure(`${keyword} ${path} ${why}`)
  const ca = trustAnchors(paths.trustAnchor, why => fail('trust-anchor', paths.trustAnchor, why))
  const cert = readPem(paths.certFile, why => fail('cert-file', paths.certFile, why))
  const key = readPem(paths.keyFile, why => fail('key-file', paths.keyFile, why))
  const certificate = attempt(
    () => new X509Certificate(cert),
    () => fail('cert-file', paths.certFile, 'is no PEM certificate'),
  )
  const privateKey = attempt(
    () => createPrivateKey(key),
    () => fail('key-file', paths.keyFile, 'is no PEM private key, or an encrypted one'),
  )
  if (!certificate.checkPrivateKey(privateKey)) {
    throw fail('key-file', paths.keyFile, `does not belong to the certificate ${paths.certFile}`)
  }
  return {ca, cert, key}
}

/** A file of certificates, or a directory of such files. */
function trustAnchors(path: string, fail: TlsFailure): readonly string[] {
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

function isDirectory(path: string, fail: TlsFailure): boolean {
  return attempt(() => statSync(path).isDirectory(), unreadable(fail))
}

function readPem(path: string, fail: TlsFailure): string {
  return attempt(() => readFileSync(path, 'latin1'), unreadable(fail))
}

function unreadable(fail: TlsFailure) {
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
