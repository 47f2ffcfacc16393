import {type HaCredentials, type HaPeer, type HaTls, haRoles} from '../../model/ha.ts'
import type {Environment} from '../environment.ts'
import type {Section} from '../section.ts'
import {readTlsFiles, type TlsTexts, wholeTls} from './tls.ts'
import {readHaUrl} from './url.ts'

/** One of `peers`; `shared` are the TLS files of the relationship, which a peer may override one by one. */
export function readPeer(section: Section, shared: TlsTexts, environment: Environment): HaPeer | undefined {
  for (const key of ['name', 'url', 'role']) section.required(key)
  const name = readName(section, 'name')
  const role = section.word('role', haRoles)
  const autoFailover = section.boolean('auto-failover') ?? true
  const basicAuth = readBasicAuth(section, environment)
  const tls = wholeTls(section, {...shared, ...readTlsFiles(section)}, environment)
  const url = readUrl(section, tls)
  section.userContext()
  section.finish()
  if (name === undefined || role === undefined || url === undefined) return undefined
  return {name, url, role, autoFailover, basicAuth, tls}
}

/** Blanks around a name are not part of it. */
export function readName(section: Section, key: string): string | undefined {
  const name = section.string(key)?.trim()
  return name === '' ? section.error(key, 'expected the name of a server, found nothing') : name
}

function readUrl(section: Section, tls: HaTls | undefined): HaPeer['url'] | undefined {
  const text = section.string('url')
  if (text === undefined) return undefined
  const url = readHaUrl(text)
  if (typeof url === 'string') return section.error('url', url)
  if (!text.startsWith('https:') || tls !== undefined) return url
  return section.error('url', 'https needs trust-anchor, cert-file and key-file, here or for the relationship')
}

/** No error repeats a user or a password. Without a user there is no authentication, whatever the password. */
function readBasicAuth(section: Section, environment: Environment): HaCredentials | undefined {
  const user = secretOf(section, 'basic-auth-user', environment).split(/\r?\n/, 1)[0]!
  // All of it, the line end too: so Kea sends it (seen of 2.2.0), and an agent with the same file expects it.
  const password = secretOf(section, 'basic-auth-password', environment)
  if (user.includes(':')) return section.error('basic-auth-user', 'the name of a user cannot have a colon')
  return user === '' ? undefined : {user, password}
}

function secretOf(section: Section, key: string, environment: Environment): string {
  const fileKey = `${key}-file`
  const given = section.string(key)
  const file = section.string(fileKey)
  if (section.has(key) && section.has(fileKey)) section.error(fileKey, `expected either ${key} or ${fileKey}, not both`)
  if (file === undefined) return given ?? ''
  try {
    return environment.readFile(file)
  } catch {
    section.error(fileKey, `cannot read ${JSON.stringify(file)}`)
    return ''
  }
}
