/** A lease as one server has made it; copies of it are the same object. */
export interface Row {
  readonly address: number
  readonly client: number
  /** Unix seconds of the clock of the server that has made it. */
  readonly cltt: number
  /** When that really was (milliseconds). */
  readonly madeAt: number
  /** Which servers have ever had it: a bit for each. */
  reached: number
}

/** One change of a query, as peers are told of it. */
export type Change = {readonly kind: 'put'; readonly row: Row} | {readonly kind: 'delete'; readonly address: number}

export function addressOf(change: Change): number {
  return change.kind === 'put' ? change.row.address : change.address
}

/** The leases of a server: they survive it. Two servers on one database share one. */
export class Leases {
  readonly rows: (Row | undefined)[]

  constructor(addresses: number) {
    this.rows = new Array<Row | undefined>(addresses).fill(undefined)
  }

  of(client: number): Row | undefined {
    return this.rows.find(row => row?.client === client)
  }

  free(first: number, addresses: number): number | undefined {
    for (let address = first; address < first + addresses; address++) {
      if (this.rows[address] === undefined) return address
    }
    return undefined
  }

  apply(change: Change, server: number): void {
    if (change.kind === 'delete') this.rows[change.address] = undefined
    else {
      this.rows[change.row.address] = change.row
      change.row.reached |= 1 << server
    }
  }

  /** As a synchronization does: the newest cltt wins (facts: ha.md §7). */
  merge(row: Row, server: number): void {
    const own = this.rows[row.address]
    if (own === undefined || own.cltt < row.cltt) this.apply({kind: 'put', row}, server)
  }

  page(from: number, limit: number): readonly Row[] {
    const rows: Row[] = []
    for (let address = from; address < this.rows.length && rows.length < limit; address++) {
      const row = this.rows[address]
      if (row !== undefined) rows.push(row)
    }
    return rows
  }
}
