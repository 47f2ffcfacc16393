import {readFileSync} from 'node:fs'
import type {ConnectionOptions} from 'node:tls'
import {DbError, type TlsFiles} from './session.ts'

/**
 * TLS of a database connection. With a trust anchor the server needs a certificate from it, whatever name the
 * certificate bears (sslmode verify-ca, as Kea connects); without one the system's authorities and the name count.
 */
export function tlsOptions(files: TlsFiles): ConnectionOptions {
  return {
    ...(files.trustAnchor === undefined
      ? {}
      : {ca: read('trust anchor', files.trustAnchor), checkServerIdentity: () => undefined}),
    ...(files.certFile === undefined ? {} : {cert: read('certificate', files.certFile)}),
    ...(files.keyFile === undefined ? {} : {key: read('key', files.keyFile)}),
    ...(files.cipherList === undefined ? {} : {ciphers: files.cipherList}),
    rejectUnauthorized: true,
  }
}

function read(what: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new DbError('fatal', 'TLS', `cannot read ${what} ${file}: ${why}`)
  }
}
