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
 * Writes a dump of the whole database that its own tools restore: SQL text of pg_dump or mysqldump, or an SQLite file.
 * It gets its name only when it is complete and on the disk; readable for its owner alone.
 */
export async function writeBackup(
  target: Target,
  session: SqlSession,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  const partial = `${file}.partial`
  try {
    closeSync(openSync(partial, 'w', 0o600))
    await dump(target, session, partial, signal)
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

async function dump(target: Target, session: SqlSession, file: string, signal: AbortSignal): Promise<void> {
  switch (target.backend) {
    case 'sqlite':
      await session.query('VACUUM INTO ?', [file])
      return
    case 'pgsql':
      return run(postgresDump(target, file), signal)
    case 'mysql': {
      // The password goes through a file that only this account can read: neither argv nor environment shows it.
      const directory = mkdtempSync(join(tmpdir(), 'keats-'))
      try {
        const options = join(directory, 'client.cnf')
        writeFileSync(options, mysqlOptionFile(target), {mode: 0o600})
        await run(await mysqlDump(target, session.product.name, options, file), signal)
      } finally {
        rmSync(directory, {recursive: true, force: true})
      }
    }
  }
}

async function run(command: DumpCommand, signal: AbortSignal): Promise<void> {
  const {code, stderr} = await runProgram(command.program, command.words, command.env, signal)
  if (code !== 0) throw new Error(stderr.trim() || `${command.program} ended with code ${code}`)
}
