import type {ServerConfig4, Subnet4} from '../model/config4.ts'
import type {Lease4} from '../model/lease4.ts'
import {formatIpv4, type Ipv4} from '../net-types/ipv4.ts'
import {prefixContains4} from '../net-types/prefix4.ts'
import type {LeaseChange4, LeaseStore4} from '../ports/lease-store.ts'
import type {Log} from '../ports/log.ts'
import type {MessageId} from './messages.ts'

type Checked = Pick<ServerConfig4, 'subnets' | 'sanityChecks' | 'leaseDatabase'>

/** Rows of one read and of one commit. */
const PAGE = 1000
/** Leases that lines tell of, one each; the others are counted. */
const MAX_LINES = 100

/**
 * Compares the leases of memfile with the subnets that they say they are of: before a configuration serves, as Kea does
 * when it loads them (facts: server.md §2.4 sanity-checks). `committed`: told of every change and the row that it was made
 * to. Rejects with StoreError.
 */
export async function checkLeases4(
  config: Checked,
  store: LeaseStore4,
  log: Log<MessageId>,
  committed: (changes: readonly LeaseChange4[], formers: readonly Lease4[]) => void,
): Promise<void> {
  if (config.leaseDatabase.type !== 'memfile' || config.sanityChecks.leaseChecks === 'none') return
  const check = new Check(config, log)
  let after: Ipv4 | undefined
  for (;;) {
    const page = await store.find4({by: 'all'}, after, PAGE)
    const wrong = page.flatMap(lease => {
      const change = check.changeOf(lease)
      return change === undefined ? [] : [{lease, change}]
    })
    const commit = async (part: typeof wrong) => {
      const changes = part.map(({change}) => change)
      if (changes.length > 0 && (await store.commit4(changes)) !== 'ok') return false
      committed(
        changes,
        part.map(({lease}) => lease),
      )
      return true
    }
    // A generation that still serves may have been faster with some of them: those are right.
    if (!(await commit(wrong))) for (const each of wrong) await commit([each])
    if (page.length < PAGE) break
    after = page.at(-1)!.address
  }
  check.finish()
}

class Check {
  readonly #mode: ServerConfig4['sanityChecks']['leaseChecks']
  readonly #subnets: readonly Subnet4[]
  readonly #byId: ReadonlyMap<number, Subnet4>
  readonly #log: Log<MessageId>
  #found = 0

  constructor({subnets, sanityChecks}: Checked, log: Log<MessageId>) {
    this.#mode = sanityChecks.leaseChecks
    this.#subnets = subnets
    this.#byId = new Map(subnets.map(subnet => [subnet.id, subnet]))
    this.#log = log
  }

  /** What is to be done about a lease; undefined = nothing. */
  changeOf(lease: Lease4): LeaseChange4 | undefined {
    const own = this.#byId.get(lease.subnetId)
    if (own !== undefined && prefixContains4(own.prefix, lease.address)) return undefined
    const right = this.#subnets.find(({prefix}) => prefixContains4(prefix, lease.address))
    const fixes = this.#mode === 'fix' || this.#mode === 'fix-del'
    if (fixes && right !== undefined) {
      this.#tell('DHCPSRV_LEASE_SANITY_FIXED', lease, right)
      return {kind: 'update', lease: {...lease, subnetId: right.id}, expected: lease.expire}
    }
    if (this.#mode === 'del' || this.#mode === 'fix-del') {
      this.#tell('DHCPSRV_LEASE_SANITY_FAIL_DISCARD', lease, right)
      return {kind: 'delete', address: lease.address, expected: lease.expire}
    }
    this.#tell('DHCPSRV_LEASE_SANITY_FAIL', lease, right)
    return undefined
  }

  finish(): void {
    if (this.#found > MAX_LINES) this.#log.write('DHCPSRV_LEASE_SANITY_MORE', {leases: this.#found - MAX_LINES})
  }

  #tell(id: MessageId, {address, subnetId}: Lease4, right: Subnet4 | undefined): void {
    if (++this.#found > MAX_LINES) return
    this.#log.write(id, {lease: formatIpv4(address), subnet: subnetId, right: right?.id ?? 'none'})
  }
}
