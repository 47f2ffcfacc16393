import {readFileSync} from 'node:fs'
import type {DatabaseFlags} from './database-flags.ts'
import {Failure} from './failure.ts'

export interface PasswordSources {
  readonly flags: Pick<DatabaseFlags, 'password' | 'ask-password' | 'password-file'>
  readonly env: NodeJS.ProcessEnv
  readonly ask: () => Promise<string>
  readonly note: (line: string) => void
}

/** -p, then --password-file, then the environment; kea-admin's default password at last. */
export async function findPassword({flags, env, ask, note}: PasswordSources): Promise<string> {
  if (flags['ask-password'] === true) return ask()
  if (flags.password !== undefined) return flags.password
  if (flags['password-file'] !== undefined) return readPassword(flags['password-file'])
  if (env['KEATS_DB_PASSWORD'] !== undefined) return env['KEATS_DB_PASSWORD']
  if (env['KEATS_DB_PASSWORD_FILE'] !== undefined) return readPassword(env['KEATS_DB_PASSWORD_FILE'])
  if (env['KEA_ADMIN_DB_PASSWORD'] !== undefined) {
    note('Using the value of KEA_ADMIN_DB_PASSWORD for authentication...')
    return env['KEA_ADMIN_DB_PASSWORD']
  }
  return defaultPassword
}

/** Known to everyone, so no secret. */
export const defaultPassword = 'keatest'

export function readPassword(file: string): string {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)[0]!
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Failure('usage', `cannot read password file ${file}: ${why}`, 'check the path and its permissions')
  }
}

/** Asks on the terminal without echo; without a terminal assumes an empty password, as kea-admin does. */
export async function askPassword(note: (line: string) => void): Promise<string> {
  const {stdin, stderr} = process
  if (!stdin.isTTY) {
    note('Non-interactive tty detected. Assuming empty password.')
    return ''
  }
  stderr.write('Password: ')
  stdin.setRawMode(true)
  try {
    return await readLine(stdin)
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write('\n')
  }
}

const ctrlC = '\u0003'
const ctrlD = '\u0004'
const erase = new Set(['\b', '\u007f'])

function readLine(stdin: NodeJS.ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = ''
    const onData = (chunk: Buffer) => {
      for (const key of chunk.toString('utf8')) {
        if (key === '\r' || key === '\n' || key === ctrlD) return finish(() => resolve(typed))
        if (key === ctrlC)
          return finish(() => reject(new Failure('interrupted', 'stopped at the password', 'nothing has been changed')))
        typed = erase.has(key) ? typed.slice(0, -1) : typed + key
      }
    }
    const finish = (end: () => void) => {
      stdin.off('data', onData)
      end()
    }
    stdin.on('data', onData)
  })
}
