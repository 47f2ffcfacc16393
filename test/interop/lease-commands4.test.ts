import assert from 'node:assert/strict'
import {after, before, describe, test} from 'node:test'
import type {Row, Target} from '../../src/db/session.ts'
import {parseIpv4} from '../../src/net-types/ipv4.ts'
import {migratedDatabase, type TestDatabase} from '../support/databases.ts'
import {type Difference, type LeaseCase4, type LeaseGroup4, leaseGroups4} from '../support/lease-cases4.ts'
import {
  type Answer,
  byAddress,
  type Commanded,
  emptied,
  keaLeases,
  keatsLeases,
  type LeaseJson,
} from '../support/lease-control4.ts'
import {type StoreKind, testLeases} from '../support/lease-stores.ts'

/** Places in the text, which only Kea tells. */
const place = /\s*\(<wire>:\d+:\d+\)$/

/** Without what depends on the second in which a command came; Kea's databases list leases in no order. */
function comparable(answer: Answer, sorted: boolean): Answer {
  const args = answer.arguments
  const leases = args?.['leases'] as LeaseJson[] | undefined
  const text = answer.text.replace(place, '')
  const statistics = args?.['result-set'] as LeaseJson | undefined
  if (statistics !== undefined) return {...answer, text, arguments: {'result-set': withoutMoment(statistics)}}
  if (leases === undefined) return {...answer, text}
  return {...answer, text, arguments: {...args, leases: sorted ? leases.toSorted(byAddress) : leases}}
}

/** Any moment in Kea's form stands for every other. */
function withoutMoment(statistics: LeaseJson): LeaseJson {
  const moment = String(statistics['timestamp']).replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/, 'a moment')
  return {...statistics, timestamp: moment}
}

/** Moments that are no further apart become the same. */
function alignClocks(ours: unknown, theirs: unknown, apart: number): unknown {
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    return ours.map((item, index) => alignClocks(item, theirs[index], apart))
  }
  if (typeof ours !== 'object' || ours === null || typeof theirs !== 'object' || theirs === null) return ours
  const other = theirs as LeaseJson
  const entries = Object.entries(ours).map(([key, value]) => {
    const near = key === 'cltt' && Math.abs(Number(value) - Number(other[key])) <= apart
    return [key, near ? other[key] : alignClocks(value, other[key], apart)]
  })
  return Object.fromEntries(entries)
}

function applying({differs}: LeaseCase4, store: StoreKind): Difference | undefined {
  return differs.find(difference => difference.with.includes(store))
}

interface Asked {
  readonly kea: Answer
  readonly keats: Answer
  /** Seconds by which what both have stored so far may differ: a command came to them at any moment until both had answered. */
  readonly apart: number
}

/** Why the answers are not as the table says; undefined = they are. */
function complaint(one: LeaseCase4, {kea, keats, apart}: Asked, store: StoreKind): string | undefined {
  const theirs = comparable(kea, store !== 'memfile')
  const ours = alignClocks(comparable(keats, store !== 'memfile'), theirs, apart) as Answer
  const found = `${one.text}\n  Kea:   ${JSON.stringify(theirs)}\n  keats: ${JSON.stringify(ours)}`
  const same = (a: unknown, b: unknown) => {
    try {
      assert.deepEqual(a, b)
      return true
    } catch {
      return false
    }
  }
  const kind = applying(one, store)?.kind
  if (kind === undefined) return same(ours, theirs) ? undefined : `differ: ${found}`
  if (same(ours, theirs)) return `alike, but the table says that they differ: ${found}`
  if (kind === 'words' && !same({...ours, text: ''}, {...theirs, text: ''}))
    return `differ in more than words: ${found}`
  return undefined
}

function interop(name: string, kind: StoreKind, prepare: () => Promise<TestDatabase | undefined>): void {
  describe(`lease commands beside the real Kea, leases in ${name}`, () => {
    const database = kind !== 'memfile'
    let kea: Commanded
    let keats: Commanded
    let theirRows: TestDatabase | undefined
    let ourRows: TestDatabase | undefined
    before(async () => {
      theirRows = await prepare()
      const leases = await testLeases(kind)
      ourRows = leases.database
      kea = await keaLeases(theirRows?.target as Target | undefined)
      keats = await keatsLeases(leases.access)
    })
    after(async () => {
      await keats?.stop()
      await kea?.stop()
    })

    const run = async ({cases}: LeaseGroup4) => {
      await emptied(kea)
      await emptied(keats)
      const complaints: string[] = []
      let apart = 1
      for (const one of cases) {
        const begun = performance.now()
        const [theirs, ours] = await Promise.all([kea.ask(one.text), keats.ask(one.text)])
        apart = Math.max(apart, 1 + Math.floor((performance.now() - begun) / 1000))
        const found = complaint(one, {kea: theirs, keats: ours, apart}, kind)
        if (found !== undefined) complaints.push(found)
      }
      assert.equal(complaints.length, 0, `${complaints.length} of ${cases.length}:\n${complaints.join('\n')}`)
      return apart
    }

    for (const group of leaseGroups4()) {
      if (group.memfileOnly && database) continue
      test(group.name, async () => {
        const apart = await run(group)
        if (theirRows === undefined || ourRows === undefined) return
        const odd = new Set(group.cases.filter(one => applying(one, kind)?.kind === 'other').flatMap(addressesOf))
        assertRows(await rows(ourRows, odd), await rows(theirRows, odd), apart)
      })
    }
  })
}

function addressesOf({text}: LeaseCase4): readonly number[] {
  return [...text.matchAll(/"ip-address":"([\d.]+)"/g)].map(([, address]) => parseIpv4(address!)!)
}

/** All rows but those of commands that the two answer differently. */
async function rows(database: TestDatabase, odd: ReadonlySet<number>): Promise<readonly Row[]> {
  const all = await database.sql('SELECT * FROM lease4 ORDER BY address')
  return all.filter(row => !odd.has(Number(row['address'])))
}

/** The rows themselves, the moment of the writing aside. */
function assertRows(ours: readonly Row[], theirs: readonly Row[], apart: number): void {
  const seconds = (row: Row) => new Date(String(row['expire'])).getTime() / 1000
  assert.deepEqual(
    ours.map(row => row['address']),
    theirs.map(row => row['address']),
  )
  ours.forEach((row, index) => {
    const other = theirs[index]!
    assert.ok(
      Math.abs(seconds(row) - seconds(other)) <= apart,
      `${row['address']}: ${row['expire']}, ${other['expire']}`,
    )
    assert.deepEqual({...row, expire: other['expire']}, other)
  })
}

interop('memory', 'memfile', async () => undefined)
interop('PostgreSQL', 'postgresql', () => migratedDatabase('pgsql'))
interop('MariaDB', 'mysql', () => migratedDatabase('mysql'))
