import type {Node} from '../config/node.ts'
import {
  APPLY,
  type BatchResult,
  type BatchUpdate4,
  batchArguments,
  MOST_IN_BATCH,
  readBatchLine4,
} from '../ha/messages/batch4.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import {type ControlAnswer, controlResult} from '../ports/control.ts'
import {isLost, type LeaseChange4} from '../ports/lease-store.ts'
import {type Arguments, CommandError, missing} from './arguments.ts'
import {type Command4, done} from './command.ts'
import {subnetWith} from './lease4-lease.ts'
import {putLease4} from './lease4-put.ts'
import {removeLease4} from './lease4-remove.ts'
import {leasesOf, unlessFull} from './lease4-store.ts'
import type {ControlledServer4} from './server4.ts'

/**
 * What a partner that is a keats too sends instead of many lease4-update and lease4-del: one load, one commit, and a result
 * for each update, as those commands would have had it.
 */
export const applyCommands4: readonly Command4[] = [
  {name: APPLY, available: ({ha}) => ha !== undefined, run: applyLeases4},
]

/** An update at its place in the request. */
interface Item {
  readonly index: number
  readonly update: BatchUpdate4
}

const success: BatchResult = {result: controlResult.success, text: ''}
const notFound: BatchResult = {result: controlResult.empty, text: ''}

async function applyLeases4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const lines = args.list('updates') ?? missing('updates')
  if (lines.length > MOST_IN_BATCH) throw new CommandError(`more than ${MOST_IN_BATCH} updates in one request`)
  const results = new Array<BatchResult>(lines.length).fill(success)
  let items: readonly Item[] = readItems(server, lines, results)
  while (items.length > 0) {
    const {first, behind} = firstOfEach(items)
    if (!(await applyTogether(server, first, results))) {
      await Promise.all(first.map(item => applyAlone(server, item, results)))
    }
    items = behind
  }
  return done(`${lines.length} lease updates taken up.`, batchArguments(results))
}

/** Those that can be taken up; the others have their result. */
function readItems(server: ControlledServer4, lines: readonly Node[], results: BatchResult[]): readonly Item[] {
  const items: Item[] = []
  for (const [index, line] of lines.entries()) {
    const update = line.kind === 'string' ? readBatchLine4(line.value) : 'this is no text'
    if (typeof update === 'string') results[index] = {result: controlResult.error, text: update}
    else {
      const fault = update.kind === 'put' ? placeFault(server, update.lease) : undefined
      if (fault === undefined) items.push({index, update})
      else results[index] = {result: controlResult.conflict, text: fault}
    }
  }
  return items
}

function placeFault({index}: ControlledServer4, {subnetId, address}: Lease4): string | undefined {
  const found = subnetWith(index, subnetId, address)
  return typeof found === 'string' ? found : undefined
}

/** Of one address the earlier update comes first, and in a commit each address once. */
function firstOfEach(items: readonly Item[]): {readonly first: readonly Item[]; readonly behind: readonly Item[]} {
  const seen = new Set<Ipv4>()
  const first: Item[] = []
  const behind: Item[] = []
  for (const item of items) {
    const address = addressOf(item.update)
    if (seen.has(address)) behind.push(item)
    else first.push(item)
    seen.add(address)
  }
  return {first, behind}
}

/** Whether all of them could be committed as one; of different addresses. */
async function applyTogether(
  server: ControlledServer4,
  items: readonly Item[],
  results: BatchResult[],
): Promise<boolean> {
  const store = leasesOf(server)
  const addresses = items.map(({update}) => addressOf(update))
  const rows = await unlessFull(() => store.load4({clientId: undefined, hwAddr: undefined, addresses}))
  const formers = new Map(rows.map(row => [row.address, row]))
  const changes: LeaseChange4[] = []
  for (const {index, update} of items) {
    // The partner has left such a lease to this server already: both are in agreement without it.
    if (update.kind === 'put' && server.ha?.yieldTo(update.lease) === false) continue
    const change = changeOf(update, formers.get(addressOf(update)))
    if (change === undefined) results[index] = notFound
    else changes.push(change)
  }
  if (changes.length === 0) return true
  try {
    if ((await unlessFull(() => store.commit4(changes))) === 'conflict') return false
  } catch (error) {
    if (isLost(error)) throw error
    return false
  }
  server.applied(
    changes,
    changes.map(change => formers.get(change.kind === 'delete' ? change.address : change.lease.address)),
  )
  return true
}

/** undefined = the lease that goes is not there. */
function changeOf(update: BatchUpdate4, former: Lease4 | undefined): LeaseChange4 | undefined {
  if (update.kind === 'put') {
    const {lease} = update
    return former === undefined ? {kind: 'create', lease} : {kind: 'update', lease, expected: former.expire}
  }
  return former && {kind: 'delete', address: former.address, expected: former.expire}
}

/** Where others change the same leases, or a lease is none for the database, each is tried for itself. */
async function applyAlone(server: ControlledServer4, {index, update}: Item, results: BatchResult[]): Promise<void> {
  if (update.kind === 'put' && server.ha?.yieldTo(update.lease) === false) return
  try {
    const outcome =
      update.kind === 'put' ? await putLease4(server, update.lease, true) : await removeLease4(server, update)
    results[index] = outcome === 'busy' ? busy : outcome === 'none' ? notFound : success
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    results[index] = {result: error.result, text: error.message}
  }
}

const busy: BatchResult = {
  result: controlResult.conflict,
  text: 'ResourceBusy: others change the lease at the same time, try again',
}

function addressOf(update: BatchUpdate4): Ipv4 {
  return update.kind === 'put' ? update.lease.address : update.address
}
