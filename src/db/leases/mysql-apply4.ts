import type {Ipv4} from '../../net-types/ipv4.ts'
import type {LeaseChange4} from '../../ports/lease-store.ts'
import type {MysqlLink} from '../mysql.ts'
import {DbError} from '../session.ts'
import {NONE_REFUSED, type Refused} from './backend4.ts'
import {addressOf} from './commit4.ts'
import {deleteText, insertText, number, updateText} from './mysql-rows4.ts'

/**
 * Makes changes in one transaction. First it simply tries: the count of rows tells whether every row was as expected,
 * and it nearly always was. If not, it starts again, locks the rows, and leaves out what does not fit
 * (`whole`: makes none of them). RETURNING would say it at once, but MySQL has none.
 */
export async function applyChanges(
  link: MysqlLink,
  changes: readonly LeaseChange4[],
  whole: boolean,
): Promise<Refused> {
  const sorted = inLockOrder(changes)
  if (await attempt(link, sorted)) return NONE_REFUSED
  const refused = new Set<Ipv4>()
  try {
    await link.change('START TRANSACTION')
    const rows = await link.select(lockText(sorted))
    const expires = new Map(rows.map(([address, expire]) => [address as Ipv4, Number(expire)]))
    const fits = sorted.filter(change => {
      const expire = expires.get(addressOf(change))
      const fit = change.kind === 'create' ? expire === undefined : expire === change.expected
      if (!fit) refused.add(addressOf(change))
      return fit
    })
    if (fits.length === 0 || (whole && refused.size > 0)) {
      await link.change('ROLLBACK')
      return refused
    }
    // Only a row that another server creates at this moment can still stand in the way.
    if ((await link.change(changeText(fits))) !== fits.length)
      throw new DbError('busy', 'raced', 'rows changed meanwhile')
    await link.change('COMMIT')
    return refused
  } catch (error) {
    await link.change('ROLLBACK').catch(() => {})
    throw isDuplicate(error) ? new DbError('busy', 'raced', 'rows changed meanwhile') : error
  }
}

/** Whether all changes were made and committed; if not, none was. */
async function attempt(link: MysqlLink, changes: readonly LeaseChange4[]): Promise<boolean> {
  try {
    // One INSERT makes all of its rows or fails, so it commits by itself and saves a round trip.
    if (changes.every(change => change.kind === 'create')) return (await link.change(changeText(changes))) > 0
    const made = await link.change(`START TRANSACTION;${changeText(changes)}`)
    await link.change(made === changes.length ? 'COMMIT' : 'ROLLBACK')
    return made === changes.length
  } catch (error) {
    await link.change('ROLLBACK').catch(() => {})
    if (isDuplicate(error)) return false
    throw error
  }
}

function isDuplicate(error: unknown): boolean {
  return error instanceof DbError && error.kind === 'conflict'
}

/** One order for all servers, so that two batches do not lock each other's counters and rows. */
function inLockOrder(changes: readonly LeaseChange4[]): readonly LeaseChange4[] {
  if (changes.length < 2) return changes
  const subnet = (change: LeaseChange4) => (change.kind === 'delete' ? 0 : change.lease.subnetId)
  return changes.toSorted((a, b) => subnet(a) - subnet(b) || addressOf(a) - addressOf(b))
}

function changeText(changes: readonly LeaseChange4[]): string {
  const creates = changes.filter(change => change.kind === 'create')
  const updates = changes.filter(change => change.kind === 'update')
  const deletes = changes.filter(change => change.kind === 'delete')
  const statements: string[] = []
  if (creates.length > 0) statements.push(insertText(creates.map(change => change.lease)))
  if (updates.length > 0) statements.push(updateText(updates))
  if (deletes.length > 0) statements.push(deleteText(deletes))
  return statements.join(';')
}

function lockText(changes: readonly LeaseChange4[]): string {
  const addresses = changes.map(change => number(addressOf(change))).join(',')
  return `SELECT address, UNIX_TIMESTAMP(expire) FROM lease4 FORCE INDEX (PRIMARY) WHERE address IN (${addresses})
    ORDER BY address FOR UPDATE`
}
