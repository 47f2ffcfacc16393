import type {Lease4} from '../../model/lease4.ts'
import type {LeaseChange4} from '../../ports/lease-store.ts'

/** One change of a lease as peers are told of it: a row that there is now, or one that is no more. */
export interface LeaseUpdate4 {
  readonly kind: 'put' | 'delete'
  readonly lease: Lease4
  /** There was no row of that address before. */
  readonly created?: boolean
}

/** The changes of one query, what goes before what comes (facts: ha.md §6). `formers`: the rows that were there before. */
export function updatesOf4(
  changes: readonly LeaseChange4[],
  formers: readonly (Lease4 | undefined)[],
): readonly LeaseUpdate4[] {
  const gone: LeaseUpdate4[] = []
  const put: LeaseUpdate4[] = []
  for (const [index, change] of changes.entries()) {
    const former = formers[index]
    if (change.kind !== 'delete') put.push({kind: 'put', lease: change.lease, created: change.kind === 'create'})
    else if (former !== undefined) gone.push({kind: 'delete', lease: former})
  }
  return [...gone, ...put]
}
