import {Args, Flags} from '@oclif/core'
import {sslModes} from '../model/config4.ts'
import {Failure} from './failure.ts'

/** kea-admin takes an empty string for a missing one. */
const filled = (flag: string) =>
  Flags.custom<string>({
    parse: async text => {
      if (text === '') throw new Failure('usage', `${flag} requires a value`, 'try --help')
      return text
    },
  })

/** Seconds on the command line, milliseconds inside. */
const seconds = (flag: string) =>
  Flags.custom<number>({
    helpValue: 'SECONDS',
    parse: async text => {
      if (!/^\d{1,6}(\.\d+)?$/.test(text))
        throw new Failure('usage', `${flag} wants seconds, not "${text}"`, 'try --help')
      return Math.round(Number(text) * 1000)
    },
  })

/** 0 = the product's default, which an empty string asks for too. */
const port = Flags.custom<number>({
  helpValue: 'PORT',
  parse: async text => {
    if (text === '') return 0
    const number = /^\d{1,5}$/.test(text) ? Number(text) : 0
    if (number < 1 || number > 65535)
      throw new Failure('usage', `-P or --port wants 1 to 65535, not "${text}"`, 'try --help')
    return number
  },
})

export const backendArg = {
  backend: Args.string({required: true, description: 'pgsql, mysql or sqlite'}),
}

/** Flags of kea-admin, and keats' own for the same connection. Defaults are kea-admin's. */
export const databaseFlags = {
  host: filled('-h or --host')({
    char: 'h',
    env: 'KEATS_DB_HOST',
    description:
      'server, or several with commas between them, of which the first that will do is used (db1,db2:5433,[::1]); a path means a Unix socket (default: localhost)',
    helpGroup: 'DATABASE',
  }),
  port: port({
    char: 'P',
    env: 'KEATS_DB_PORT',
    description: 'TCP port (default: 5432 or 3306)',
    helpGroup: 'DATABASE',
  }),
  user: filled('-u or --user')({
    char: 'u',
    env: 'KEATS_DB_USER',
    description: 'account (default: keatest)',
    helpGroup: 'DATABASE',
  }),
  password: Flags.string({
    char: 'p',
    description:
      'password; without a value asks for it. Better: --password-file, KEATS_DB_PASSWORD or KEA_ADMIN_DB_PASSWORD',
    helpGroup: 'DATABASE',
  }),
  'ask-password': Flags.boolean({hidden: true}),
  'password-file': Flags.string({
    description: 'file whose first line is the password [env: KEATS_DB_PASSWORD_FILE]',
    helpValue: 'FILE',
    helpGroup: 'DATABASE',
  }),
  name: filled('-n or --name')({
    char: 'n',
    env: 'KEATS_DB_NAME',
    description: 'database (default: keatest); for sqlite the file, which has no default',
    helpGroup: 'DATABASE',
  }),
  'ssl-mode': Flags.string({
    options: [...sslModes],
    description: `TLS, pgsql only: ${sslModes.join(', ')} (default: verify-ca with --trust-anchor, require with any other of these flags)`,
    helpValue: 'MODE',
    helpGroup: 'TLS',
  }),
  'trust-anchor': Flags.string({
    description: 'TLS: certificates to trust (PEM), a file or a directory of files; without it nobody is verified',
    helpValue: 'PATH',
    helpGroup: 'TLS',
  }),
  'cert-file': Flags.string({description: 'TLS: own certificate (PEM)', helpValue: 'FILE', helpGroup: 'TLS'}),
  'key-file': Flags.string({description: 'TLS: own key (PEM)', helpValue: 'FILE', helpGroup: 'TLS'}),
  'cipher-list': Flags.string({description: 'TLS: ciphers, as OpenSSL writes them', helpGroup: 'TLS'}),
  wait: seconds('--wait')({description: 'wait this long for the database to come up (default: 0)'}),
  'lock-timeout': seconds('--lock-timeout')({description: 'wait this long for another run (default: 60)'}),
  extra: Flags.string({
    char: 'x',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'WORDS',
    description: 'words of the mysql client that name a socket or TLS files; anything else is refused',
  }),
  directory: filled('-d or --directory')({
    char: 'd',
    helpValue: 'DIR',
    description: 'accepted for kea-admin scripts and ignored',
  }),
  yes: Flags.boolean({char: 'y', description: 'overwrite files without asking'}),
}

/** The flags as parsed. */
export interface DatabaseFlags {
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly user?: string | undefined
  readonly password?: string | undefined
  readonly 'ask-password'?: boolean
  readonly 'password-file'?: string | undefined
  readonly name?: string | undefined
  readonly 'ssl-mode'?: string | undefined
  readonly 'trust-anchor'?: string | undefined
  readonly 'cert-file'?: string | undefined
  readonly 'key-file'?: string | undefined
  readonly 'cipher-list'?: string | undefined
  /** Milliseconds. */
  readonly wait?: number | undefined
  readonly 'lock-timeout'?: number | undefined
  readonly extra?: readonly string[] | undefined
  readonly directory?: string | undefined
  readonly yes?: boolean
}

/** Milliseconds to wait for another run. */
export const defaultLockTimeout = 60_000

/**
 * kea-admin's `-p` may stand without a value; the parser's flags may not, so a bare one becomes --ask-password.
 * What follows is its value unless nothing does or it is another flag of the command.
 */
export function rewriteBarePassword(argv: readonly string[], flagWords: ReadonlySet<string>): string[] {
  return argv.map((word, index) => {
    if (word !== '-p' && word !== '--password') return word
    const next = argv[index + 1]
    return next === undefined || flagWords.has(next.split('=')[0]!) ? '--ask-password' : word
  })
}
