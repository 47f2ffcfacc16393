import {execFileSync} from 'node:child_process'
import {chmodSync, chownSync, copyFileSync, mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

/** Paths of PEM files. */
export interface Certificate {
  readonly certFile: string
  readonly keyFile: string
}

/** An authority of the tests' own, in a directory of its own. */
export interface Authority extends Certificate {
  readonly directory: string
  readonly name: string
}

const openssl = (...words: readonly string[]) => execFileSync('openssl', words, {stdio: ['ignore', 'ignore', 'pipe']})
const elliptic = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'] as const

/** Makes `directory`, with the certificate (trust anchor) and key of an authority that signs itself. */
export function makeAuthority(directory: string, name = 'authority'): Authority {
  mkdirSync(directory, {recursive: true, mode: 0o755})
  const files = filesOf(directory, name)
  const subject = ['-subj', `/CN=${name}`, '-days', '2', '-addext', 'keyUsage=critical,keyCertSign,cRLSign']
  openssl('req', '-x509', ...elliptic, ...subject, '-keyout', files.keyFile, '-out', files.certFile)
  return {...files, directory, name}
}

function filesOf(directory: string, name: string): Certificate {
  return {certFile: join(directory, `${name}.pem`), keyFile: join(directory, `${name}.key`)}
}

export interface IssueOptions {
  /** What the certificate is for: 'DNS:db.example.org', 'IP:127.0.0.1'. */
  readonly names?: readonly string[]
  /** Its validity ended yesterday. */
  readonly expired?: boolean
}

/** A server's certificate; without names it is for db.example.org alone. */
export function issueServer(authority: Authority, name: string, options: IssueOptions = {}): Certificate {
  const names = (options.names ?? ['DNS:db.example.org']).join(',')
  return issue(authority, name, [`subjectAltName=${names}`, 'extendedKeyUsage=serverAuth'], options.expired === true)
}

/** A client's certificate; `name` is its common name, which servers may take for the account. */
export function issueClient(
  authority: Authority,
  name: string,
  options: {readonly expired?: boolean} = {},
): Certificate {
  return issue(authority, name, ['extendedKeyUsage=clientAuth'], options.expired === true)
}

/** For both sides of a connection, as servers of a pair have it. */
export function issuePeer(authority: Authority, name: string, options: IssueOptions = {}): Certificate {
  const names = (options.names ?? ['DNS:peer.example.org']).join(',')
  const extensions = [`subjectAltName=${names}`, 'extendedKeyUsage=serverAuth,clientAuth']
  return issue(authority, name, extensions, options.expired === true)
}

/** One that has been valid for a day and is no longer. */
export function issueExpired(authority: Authority, name: string, options: IssueOptions = {}): Certificate {
  return issueServer(authority, name, {...options, expired: true})
}

function issue(authority: Authority, name: string, extensions: readonly string[], expired: boolean): Certificate {
  const {directory} = authority
  const files = filesOf(directory, name)
  const request = join(directory, `${name}.csr`)
  const lines = join(directory, `${name}.ext`)
  openssl('req', '-new', ...elliptic, '-subj', `/CN=${name}`, '-keyout', files.keyFile, '-out', request)
  writeFileSync(lines, ['basicConstraints=CA:FALSE', ...extensions, ''].join('\n'))
  const signer = ['-CA', authority.certFile, '-CAkey', authority.keyFile, '-CAcreateserial']
  const days = ['-days', expired ? '-1' : '2']
  openssl('x509', '-req', '-in', request, ...signer, ...days, '-extfile', lines, '-out', files.certFile)
  return files
}

/** A copy that only `user` can read, as database servers want their key; without root it is the caller's own. */
export function ownedBy(user: string, certificate: Certificate): Certificate {
  const copy = {certFile: `${certificate.certFile}.${user}`, keyFile: `${certificate.keyFile}.${user}`}
  for (const [from, to] of [
    [certificate.certFile, copy.certFile],
    [certificate.keyFile, copy.keyFile],
  ] as const) {
    copyFileSync(from, to)
    chmodSync(to, 0o600)
    if (process.getuid?.() !== 0) continue
    const id = (flag: string) => Number(execFileSync('id', [flag, user], {encoding: 'utf8'}).trim())
    chownSync(to, id('-u'), id('-g'))
  }
  return copy
}
