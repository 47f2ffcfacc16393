import type {ClientClass4} from '../model/client-class4.ts'
import type {Limit4, Limits4, RateLimit} from '../model/limits4.ts'
import {isBuiltInClass} from './expression/builtin-classes.ts'
import {mapIn, mapsOf, textIn, valueIn} from './given.ts'
import type {MapNode, Node} from './node.ts'
import {nameOf} from './node.ts'
import type {Section} from './section.ts'

const UINT32 = 0xffffffff
const DAY = 86_400

/** Seconds; a month has 30 days and a year 365, as for the hook. */
const units: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  year: 365 * DAY,
}

const RATE = /^\s*(\d{1,10})\s+packets?\s+per\s+(\w+)\s*$/

/** The counters of the databases know a name of at most so many bytes, and take it out of JSON as it stands there. */
const COUNTED_NAME = /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,128}$/

/**
 * The `limits` in the user contexts of client classes and subnets (facts: Kea's manual on its hook of limits). Only read
 * where the hook is configured: else a user context is anybody's business.
 */
export function readLimits4(root: Section, definitions: readonly ClientClass4[]): Limits4 {
  const reader = new LimitReader(root)
  const listed = root.node('client-classes')
  const classes = listed === undefined ? [] : mapsOf(listed)
  const limited = new Map<string, Limit4>()
  classes.forEach((node, at) => {
    const name = textIn(node, 'name') ?? ''
    const limit = reader.limit(node, `client-classes[${at}]`)
    if (limit === undefined) return
    limited.set(name, limit)
    const definition = definitions.find(one => one.name === name)
    reader.checkClass(node, name, limit, `client-classes[${at}]`)
    if (definition !== undefined) reader.checkRate(node, definition, limit, `client-classes[${at}]`)
  })
  const counts = [...limited.values()].some(({addresses}) => addresses !== undefined)
  const names = counts ? classes.map(node => textIn(node, 'name') ?? '') : []
  return {
    classes: limited,
    subnets: readSubnets(root, reader),
    counted: new Set(names.filter(name => COUNTED_NAME.test(name))),
  }
}

/** Automatic ids are numbered as the reader of subnets does: those of shared networks first. */
function readSubnets(root: Section, reader: LimitReader): ReadonlyMap<number, Limit4> {
  const limits = new Map<number, Limit4>()
  let automatic = 0
  const read = (list: Node | undefined, path: string) => {
    if (list === undefined) return
    mapsOf(list).forEach((node, at) => {
      const id = Number(valueIn(node, 'id') ?? 0) || ++automatic
      const limit = reader.limit(node, `${path}subnet4[${at}]`)
      if (limit !== undefined) limits.set(id, limit)
    })
  }
  const networks = root.node('shared-networks')
  const maps = networks === undefined ? [] : mapsOf(networks)
  maps.forEach((network, at) => {
    read(network.entries.get('subnet4')?.value, `shared-networks[${at}].`)
  })
  read(root.node('subnet4'), '')
  return limits
}

class LimitReader {
  readonly #root: Section

  constructor(root: Section) {
    this.#root = root
  }

  limit(owner: MapNode, path: string): Limit4 | undefined {
    const context = mapIn(owner, 'user-context')
    const limits = context?.entries.get('limits')?.value
    if (limits === undefined) return undefined
    const place = `${path}.user-context.limits`
    if (limits.kind !== 'map') return this.#error(limits, place, `expected a map, found ${nameOf(limits.kind)}`)
    const rate = this.#rate(limits.entries.get('rate-limit')?.value, `${place}.rate-limit`)
    const addresses = this.#count(limits.entries.get('address-limit')?.value, `${place}.address-limit`)
    for (const [key, {value}] of limits.entries) {
      if (key === 'rate-limit' || key === 'address-limit') continue
      const hint = key === 'prefix-limit' ? 'prefixes are a matter of DHCPv6' : 'expected rate-limit or address-limit'
      this.#error(value, `${place}.${key}`, hint)
    }
    return rate === undefined && addresses === undefined ? undefined : {rate, addresses}
  }

  /** What is known too late is not limited: that the client has a reservation, and what a subnet asks to be evaluated. */
  checkClass(node: MapNode, name: string, limit: Limit4, path: string): void {
    const place = `${path}.user-context.limits`
    const additional = ['only-if-required', 'only-in-additional-list'].some(key => valueIn(node, key) === true)
    if (additional) {
      this.#root.issues.warn(
        node.at,
        this.#root.pathOf(place),
        'a class that is only evaluated where a level asks for it limits nobody',
      )
    }
    if (limit.addresses !== undefined && !COUNTED_NAME.test(name)) {
      this.#error(
        node,
        place,
        'the name of a class with an address-limit has 1 to 128 printable ASCII characters but " and \\',
      )
    }
  }

  /** Packets are counted before it is known whether their client has a reservation, to save the work of looking. */
  checkRate(node: MapNode, {name, match, additionalOnly, dependsOnKnown}: ClientClass4, {rate}: Limit4, path: string) {
    if (rate === undefined || additionalOnly || this.#root.boolean('early-global-reservations-lookup') === true) return
    const isKnownLater = name === 'KNOWN' || name === 'UNKNOWN' || dependsOnKnown
    if (!isKnownLater && (match !== undefined || isBuiltInClass(name))) return
    const why = 'packets are counted before reservations are looked up: a class that depends on them limits no rate'
    this.#root.issues.warn(node.at, this.#root.pathOf(`${path}.user-context.limits.rate-limit`), why)
  }

  #rate(node: Node | undefined, place: string): RateLimit | undefined {
    if (node === undefined) return undefined
    const match = node.kind === 'string' ? RATE.exec(node.value) : null
    const unit = match?.[2] ?? ''
    const seconds = Object.hasOwn(units, unit) ? units[unit] : undefined
    const packets = Number(match?.[1])
    if (seconds !== undefined && packets <= UINT32) return {packets, seconds}
    const known = Object.keys(units).join(', ')
    return this.#error(node, place, `expected a string like "5 packets per minute"; units are ${known}`)
  }

  #count(node: Node | undefined, place: string): number | undefined {
    if (node === undefined) return undefined
    const isCount = node.kind === 'integer' && node.value >= 0 && node.value <= UINT32
    return isCount ? node.value : this.#error(node, place, `expected an integer 0..${UINT32}`)
  }

  #error(node: Node, place: string, message: string): undefined {
    this.#root.issues.error(node.at, this.#root.pathOf(place), message)
    return undefined
  }
}
