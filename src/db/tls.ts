import {createPrivateKey, X509Certificate} from 'node:crypto'
import {readdirSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {type ConnectionOptions, createSecureContext} from 'node:tls'
import type {SslMode} from '../model/config4.ts'
import {DbError, type TlsFiles} from './session.ts'

/** With a trust anchor, require verifies as verify-ca does: libpq means it so (facts: server.md §1.2). */
export function sslModeOf(files: TlsFiles): SslMode {
  const {sslMode, trustAnchor} = files
  if (sslMode === undefined || sslMode === 'require') return trustAnchor === undefined ? 'require' : 'verify-ca'
  return sslMode
}

/** Whether the server must show a certificate that the trust anchor signed. */
export function verifies(files: TlsFiles): boolean {
  return sslModeOf(files).startsWith('verify-')
}

/**
 * TLS of a database connection: who is verified how. Every file is read and checked here, so that a wrong one is an
 * error of its own that names it. Throws DbError.
 */
export function tlsOptions(files: TlsFiles): ConnectionOptions {
  const mode = sslModeOf(files)
  const {trustAnchor, certFile, keyFile, cipherList} = files
  const key = keyFile === undefined ? undefined : readKey(keyFile)
  const options: ConnectionOptions = {
    ...(trustAnchor === undefined ? {} : {ca: readAnchors(trustAnchor)}),
    ...(certFile === undefined ? {} : {cert: readCertificate(certFile)}),
    ...(key === undefined ? {} : {key}),
    ...(cipherList === undefined ? {} : {ciphers: cipherList}),
    ...(mode === 'verify-full' ? {} : {checkServerIdentity: () => undefined}),
    rejectUnauthorized: verifies(files),
  }
  if (certFile !== undefined && keyFile === undefined)
    throw wrong(`certificate ${certFile} is of no use without its key; name that too`)
  if (keyFile !== undefined && certFile === undefined)
    throw wrong(`key ${keyFile} is of no use without its certificate; name that too`)
  if (certFile !== undefined && !new X509Certificate(options.cert as Buffer).checkPrivateKey(createPrivateKey(key!)))
    throw wrong(`key ${keyFile} does not belong to certificate ${certFile}`)
  if (cipherList !== undefined) checkCiphers(cipherList)
  return options
}

const wrong = (message: string) => new DbError('fatal', 'TLS', message)

/** Without OpenSSL's numbers and file names, which tell nobody anything. */
const reasonOf = (error: unknown) => {
  const {reason, message} = error as Error & {reason?: unknown}
  return typeof reason === 'string' ? reason : message
}

function read(what: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw wrong(`cannot read ${what} ${file}: ${reasonOf(error)}`)
  }
}

function readCertificate(file: string): Buffer {
  const bytes = read('certificate', file)
  try {
    new X509Certificate(bytes)
    return bytes
  } catch (error) {
    throw wrong(`${file} holds no certificate in PEM: ${reasonOf(error)}`)
  }
}

function readKey(file: string): Buffer {
  const bytes = read('key', file)
  try {
    createPrivateKey(bytes)
    return bytes
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MISSING_PASSPHRASE')
      throw wrong(`key ${file} is encrypted; nobody is there to type its passphrase, so store it without one`)
    throw wrong(`${file} holds no private key in PEM: ${reasonOf(error)}`)
  }
}

const block = /-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----[^-]+-----END \1-----/g

/** The certificates of a file, or of all files of a directory, where hashed links name many twice. Throws DbError. */
export function readAnchors(path: string): string[] {
  const found = new Set<string>()
  for (const file of anchorFiles(path)) {
    for (const [pem] of read('trust anchor', file).toString('latin1').matchAll(block)) {
      try {
        if (!found.has(pem)) new X509Certificate(pem)
      } catch (error) {
        throw wrong(`trust anchor ${file} holds a certificate that cannot be read: ${reasonOf(error)}`)
      }
      found.add(pem)
    }
  }
  if (found.size === 0) throw wrong(`trust anchor ${path} holds no certificate in PEM`)
  return [...found]
}

function anchorFiles(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path]
    const files = readdirSync(path).sort()
    return files.map(name => join(path, name)).filter(file => statSync(file, {throwIfNoEntry: false})?.isFile())
  } catch (error) {
    throw wrong(`cannot read trust anchor ${path}: ${reasonOf(error)}`)
  }
}

function checkCiphers(ciphers: string): void {
  try {
    createSecureContext({ciphers})
  } catch (error) {
    throw wrong(`cipher list "${ciphers}" cannot be used: ${reasonOf(error)}`)
  }
}
