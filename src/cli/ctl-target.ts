import type {ConnectionOptions} from 'node:tls'
import {tlsOptions} from '../db/tls.ts'
import type {ControlSocket} from '../model/config4.ts'
import type {ControlTarget, HttpTarget} from '../net/control-client.ts'
import {configuredSocket} from './ctl-config.ts'
import type {CtlFlags} from './ctl-flags.ts'
import {Failure} from './failure.ts'
import {askPassword, readPassword} from './password.ts'

export interface TargetSources {
  readonly flags: CtlFlags
  readonly env: Readonly<Record<string, string | undefined>>
  readonly note: (line: string) => void
  /** Whatever is printed from now on does not show it. */
  readonly keepSecret: (text: string) => void
}

const usage = (text: string, hint: string) => new Failure('usage', text, hint)

/** The server that the flags, else KEATS_CONTROL, name. */
export async function controlTarget(sources: TargetSources): Promise<ControlTarget> {
  const {flags, env} = sources
  const named = [flags.socket, flags.config, flags.url].filter(value => value !== undefined)
  if (named.length > 1) throw usage('--socket, -c and --url name three different ways to a server', 'use one of them')
  const fromEnvironment = named.length === 0 ? env['KEATS_CONTROL'] : undefined
  if (flags.config !== undefined) return ofConfig(configuredSocket(flags.config), sources)
  const url = flags.url ?? (/^https?:/i.test(fromEnvironment ?? '') ? fromEnvironment : undefined)
  if (url !== undefined) return httpTarget(parseUrl(url), undefined, undefined, sources)
  const path = flags.socket ?? fromEnvironment ?? ''
  if (path === '') {
    throw usage(
      'which server?',
      'name it with --socket PATH, with -c and its configuration file, with --url, or set KEATS_CONTROL to a path or URL',
    )
  }
  return unixTarget(path, flags)
}

/** Those of HTTP. A user that the environment names may be there for another command. */
const httpOnly = ['password-file', 'trust-anchor', 'cert-file', 'key-file'] as const

function unixTarget(path: string, flags: CtlFlags): ControlTarget {
  const wrong = httpOnly.find(name => flags[name] !== undefined)
  if (wrong !== undefined) {
    throw usage(`--${wrong} means nothing for the unix socket ${path}`, 'its file permissions say who may use it')
  }
  // Node.js would take the beginning of a longer one for the whole.
  if (Buffer.byteLength(path) > 107) throw usage(`${path} is too long for a socket`, 'at most 107 bytes are possible')
  return {kind: 'unix', path}
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  // The text is not repeated: it may hold a password.
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw usage('the URL of a control channel is http://HOST:PORT/ or https://HOST:PORT/', 'try --help')
  }
  if (url.username !== '' || url.password !== '') {
    throw usage(
      'a URL with a login would show its password to everyone on this machine',
      'use --user and --password-file, or KEATS_CONTROL_PASSWORD',
    )
  }
  return url
}

function ofConfig(socket: ControlSocket, sources: TargetSources): ControlTarget | Promise<ControlTarget> {
  if (socket.type === 'unix') return unixTarget(socket.path, sources.flags)
  const {address, port, tls, authentication} = socket
  const local = reachable(address)
  const url = new URL(
    `${tls === undefined ? 'http' : 'https'}://${local.includes(':') ? `[${local}]` : local}:${port}/`,
  )
  return httpTarget(url, tls?.trustAnchor, authentication?.clients[0], sources)
}

/** A server that listens everywhere is reached on this machine. */
function reachable(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1'
  return address === '::' ? '::1' : address
}

async function httpTarget(
  url: URL,
  trustAnchor: string | undefined,
  client: HttpTarget['login'],
  sources: TargetSources,
): Promise<HttpTarget> {
  const login = (await loginOf(url, sources)) ?? client
  if (login !== undefined) sources.keepSecret(login.password)
  return {kind: 'http', url, login, tls: tlsOf(url, trustAnchor, sources.flags)}
}

async function loginOf(url: URL, sources: TargetSources): Promise<HttpTarget['login']> {
  const {flags, env, note} = sources
  const {user, 'password-file': file} = flags
  if (user === undefined) {
    if (file !== undefined) throw usage('--password-file is the password of whom?', 'name the user with --user')
    return undefined
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) note(`The password goes unencrypted to ${url.host}.`)
  if (file !== undefined) return {user, password: readPassword(file)}
  const password = env['KEATS_CONTROL_PASSWORD']
  if (password !== undefined) return {user, password}
  if (!process.stdin.isTTY) {
    throw usage(`no password for ${user}`, 'give it by --password-file or KEATS_CONTROL_PASSWORD')
  }
  return {user, password: await askPassword(note)}
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host)
}

function tlsOf(url: URL, configured: string | undefined, flags: CtlFlags): ConnectionOptions {
  const {'trust-anchor': trustAnchor = configured, 'cert-file': certFile, 'key-file': keyFile} = flags
  if (url.protocol === 'https:') {
    return tlsOptions({
      sslMode: 'verify-full',
      ...(trustAnchor === undefined ? {} : {trustAnchor}),
      ...(certFile === undefined ? {} : {certFile}),
      ...(keyFile === undefined ? {} : {keyFile}),
    })
  }
  const wrong = (['trust-anchor', 'cert-file', 'key-file'] as const).find(name => flags[name] !== undefined)
  if (wrong !== undefined) throw usage(`--${wrong} is for TLS, and ${url.origin} is without`, 'use an https: URL')
  return {}
}

/** For people: what an error is about. */
export function describeControl(target: ControlTarget): string {
  return target.kind === 'unix' ? target.path : target.url.href
}
