import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import type {SqlSession, Target} from '../db/session.ts'
import {readAnchors} from '../db/tls.ts'
import {type DumpCommand, mysqlDump, mysqlOptionFile, postgresDump} from './dump-command.ts'
import {Failure} from './failure.ts'
import {runProgram} from './run-program.ts'

const unchanged = 'nothing has been changed'

/** Refuses a file that is there, unless it may be overwritten. */
export function checkBackupFile(file: string, overwrite: boolean): void {
  if (!existsSync(file)) return
  if (!statSync(file).isFile()) throw new Failure('failure', `${file} is no file; ${unchanged}`, 'name another one')
  if (!overwrite)
    throw new Failure('failure', `${file} exists; ${unchanged}`, 'name another one, or overwrite it with -y')
}

/**
 * Writes a dump of the whole database, from the host that the session is on, that its own tools restore: SQL text of pg_dump or mysqldump, or an SQLite file.
 * It gets its name only when it is complete and on the disk; readable for its owner alone.
 */
export async function writeBackup(session: SqlSession, file: string, signal: AbortSignal): Promise<void> {
  const partial = `${file}.partial`
  try {
    closeSync(openSync(partial, 'w', 0o600))
    await dump(session, partial, signal)
    if (statSync(partial).size === 0) throw new Error('the dump is empty')
    sync(partial)
    renameSync(partial, file)
    sync(dirname(file))
  } catch (error) {
    rmSync(partial, {force: true})
    if (signal.aborted) throw new Failure('interrupted', `stopped while writing the backup; ${unchanged}`)
    const why = error instanceof Error ? error.message : String(error)
    throw new Failure('failure', `backup to ${file} failed: ${why}`, unchanged, {cause: error})
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

async function dump(session: SqlSession, file: string, signal: AbortSignal): Promise<void> {
  const {target} = session
  if (target.backend === 'sqlite') {
    await session.query('VACUUM INTO ?', [file])
    return
  }
  const directory = mkdtempSync(join(tmpdir(), 'keats-'))
  try {
    const told = withAnchorFile(target, directory)
    await run(
      target.backend === 'pgsql' ? postgresDump(told, file) : await fromMysql(told, session, file, directory),
      signal,
    )
  } finally {
    rmSync(directory, {recursive: true, force: true})
  }
}

/** The password goes through a file that only this account can read: neither argv nor environment shows it. */
function fromMysql(target: Target, session: SqlSession, file: string, directory: string): Promise<DumpCommand> {
  const options = join(directory, 'client.cnf')
  writeFileSync(options, mysqlOptionFile(target), {mode: 0o600})
  return mysqlDump(target, session.product.name, options, file)
}

/** The programs read a trust anchor from one file; ours may be a directory. */
function withAnchorFile(target: Target, directory: string): Target {
  const {tls} = target
  if (tls?.trustAnchor === undefined) return target
  const trustAnchor = join(directory, 'anchors.pem')
  writeFileSync(trustAnchor, `${readAnchors(tls.trustAnchor).join('\n')}\n`)
  return {...target, tls: {...tls, trustAnchor}}
}

async function run(command: DumpCommand, signal: AbortSignal): Promise<void> {
  const {code, stderr} = await runProgram(command.program, command.words, command.env, signal)
  if (code !== 0) throw new Error(stderr.trim() || `${command.program} ended with code ${code}`)
}
