import type {ReservationModes, ServerConfig4} from '../model/config4.ts'
import type {HostIdentifierType} from '../model/host4.ts'
import type {Section} from './section.ts'

/** Where one level says that reservations are looked for; undefined = not said there. */
export interface ReservationScope4 {
  readonly reservationsGlobal: boolean | undefined
  readonly reservationsInSubnet: boolean | undefined
  readonly reservationsOutOfPool: boolean | undefined
}

const modeNames = ['disabled', 'off', 'out-of-pool', 'global', 'all'] as const

export type ReservationModeName = (typeof modeNames)[number]

/** What each word of the old keyword says in the new ones; what it leaves open is inherited (measured on Kea 2.2.0). */
export const modesOf: {readonly [mode in ReservationModeName]: Partial<ReservationModes>} = {
  disabled: {global: false, inSubnet: false},
  off: {global: false, inSubnet: false},
  'out-of-pool': {global: false, inSubnet: true, outOfPool: true},
  global: {global: true, inSubnet: false},
  all: {global: false, inSubnet: true, outOfPool: false},
}

/** Reads `reservations-*` of one level, or the old `reservation-mode` in their place. */
export function readReservationScope4(section: Section): ReservationScope4 {
  const global = section.boolean('reservations-global')
  const inSubnet = section.boolean('reservations-in-subnet')
  const outOfPool = section.boolean('reservations-out-of-pool')
  const mode = section.word('reservation-mode', modeNames)
  const newer = ['reservations-global', 'reservations-in-subnet', 'reservations-out-of-pool'].find(key =>
    section.has(key),
  )
  if (mode === undefined || newer === undefined) {
    const said = mode === undefined ? {global, inSubnet, outOfPool} : modesOf[mode]
    return {
      reservationsGlobal: said.global,
      reservationsInSubnet: said.inSubnet,
      reservationsOutOfPool: said.outOfPool,
    }
  }
  section.error('reservation-mode', `expected either reservation-mode or ${newer}, not both`)
  return {reservationsGlobal: global, reservationsInSubnet: inSubnet, reservationsOutOfPool: outOfPool}
}

export function reservationModesOf(scope: ReservationScope4): ReservationModes {
  return {
    global: scope.reservationsGlobal ?? false,
    inSubnet: scope.reservationsInSubnet ?? true,
    outOfPool: scope.reservationsOutOfPool ?? false,
  }
}

const identifierTypes: readonly HostIdentifierType[] = ['hw-address', 'duid', 'circuit-id', 'client-id', 'flex-id']

type ReservationLookup4 = Pick<
  ServerConfig4,
  'hostIdentifiers' | 'earlyGlobalReservationsLookup' | 'ipReservationsUnique'
>

/** What the global level says about looking reservations up. */
export function readReservationLookup4(root: Section): ReservationLookup4 {
  // With either value the same reservations win: it tells Kea which of two answers of its databases to wait for first,
  // and here both come with one load.
  root.boolean('reservations-lookup-first')
  return {
    hostIdentifiers: readIdentifierOrder(root),
    earlyGlobalReservationsLookup: root.boolean('early-global-reservations-lookup') ?? false,
    ipReservationsUnique: root.boolean('ip-reservations-unique') ?? true,
  }
}

function readIdentifierOrder(root: Section): readonly HostIdentifierType[] {
  const key = 'host-reservation-identifiers'
  const order: HostIdentifierType[] = []
  for (const {value, at, path} of root.strings(key)) {
    const type = identifierTypes.find(name => name === value)
    const expected = `expected one of ${identifierTypes.join(', ')}, found ${JSON.stringify(value)}`
    if (type === undefined) root.issues.error(at, path, expected)
    else if (order.includes(type)) root.issues.error(at, path, `${type} is here twice`)
    else order.push(type)
  }
  if (!root.has(key)) return ['hw-address', 'duid', 'circuit-id', 'client-id']
  if (root.node(key)?.kind === 'list' && order.length === 0) root.error(key, 'expected at least one identifier')
  return order
}
