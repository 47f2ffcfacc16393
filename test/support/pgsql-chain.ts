import {chainOf} from '../../src/db/migrations/chain.ts'
import {upgrade} from '../../src/db/migrations/migrate.ts'
import {formatVersion, parseVersion} from '../../src/db/migrations/version.ts'
import type {SqlSession, Target} from '../../src/db/session.ts'
import {withSession} from './databases.ts'
import {type FactOptions, type Facts, factsOf} from './pgsql-facts.ts'

/** Every version of the chain, oldest first. */
export const versions: readonly string[] = chainOf('pgsql').map(step => formatVersion(step.version))

/** Our upgrade, to the newest version or to the one named; gives the versions that it passed. */
export function upgradeTo(target: Target, version?: string): Promise<readonly string[]> {
  return withSession(target, async session => {
    const to = version === undefined ? undefined : parseVersion(version)
    const {applied} = await upgrade(session, {steps: chainOf('pgsql'), lockTimeout: 60_000, to})
    return applied.map(step => formatVersion(step.version))
  })
}

export function readFacts(target: Target, options: FactOptions = {}): Promise<Facts> {
  return withSession(target, session => factsOf(text => session.query(text), options))
}

/** Runs statements in one session; one that fails fails the test, unless `tolerant`. */
export function runAll(target: Target, statements: readonly string[], tolerant = false): Promise<void> {
  return withSession(target, async session => {
    for (const statement of statements) await (tolerant ? attempt(session, statement) : session.query(statement))
  })
}

async function attempt(session: SqlSession, statement: string): Promise<void> {
  await session.query(statement).catch(() => [])
}
