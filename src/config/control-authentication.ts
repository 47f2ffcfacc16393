import type {ControlAuthentication} from '../model/config4.ts'
import type {Environment} from './environment.ts'
import {exclusive, readSecret} from './secret-file.ts'
import type {Section} from './section.ts'

/** Realm of the DHCPv4 server (facts: server.md §4.1). */
const DEFAULT_REALM = 'kea-dhcpv4-server'

interface Client {
  readonly user: string
  readonly password: string
}

/** Reads `authentication` of an HTTP socket; files with secrets are read now. No error repeats a user or a password. */
export function readAuthentication(parent: Section, environment: Environment): ControlAuthentication | undefined {
  const section = parent.map('authentication')
  if (section === undefined) return undefined
  section.required('type')
  section.word('type', ['basic'])
  const realm = section.string('realm') ?? DEFAULT_REALM
  if (!/^[\x20-\x7e]*$/.test(realm)) section.error('realm', 'expected printable ASCII text')
  const directory = section.string('directory') ?? ''
  const read = (client: Section, key: string) => readSecret(client, key, directory, environment)
  const clients = section.maps('clients').map(client => readClient(client, read))
  section.userContext()
  section.finish()
  return {realm, clients}
}

type ReadFileOf = (client: Section, key: string) => string | undefined

function readClient(section: Section, read: ReadFileOf): Client {
  exclusive(section, 'user', 'user-file')
  exclusive(section, 'password', 'password-file')
  const named = section.has('user') || section.has('user-file')
  const [userFile, passwordFile] = [read(section, 'user-file'), read(section, 'password-file')]
  const user = section.string('user') ?? userFile ?? ''
  const password = section.string('password') ?? passwordFile ?? ''
  const client = named || !section.has('password-file') ? {user, password} : splitSecret(password)
  if (client.user === '') section.error('user', 'expected the name of a user')
  else if (client.user.includes(':')) section.error('user', 'the name of a user cannot have a colon')
  section.userContext()
  section.finish()
  return client
}

/** A password file without a user has both: "user:password". */
function splitSecret(text: string): Client {
  const colon = text.indexOf(':')
  return colon < 0 ? {user: '', password: ''} : {user: text.slice(0, colon), password: text.slice(colon + 1)}
}
