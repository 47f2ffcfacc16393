import type {Json} from '../../src/model/json.ts'

/** A member or a list item that Kea and keats do not print alike; undefined = one does not print it. */
export interface Difference {
  readonly path: string
  readonly kea: Json | undefined
  readonly keats: Json | undefined
}

interface Known {
  readonly path: RegExp
  readonly reason: string
  readonly holds: (difference: Difference) => boolean
}

/** Where the two differ on purpose. */
export const knownDifferences: readonly Known[] = [
  {
    path: /^\/multi-threading\/packet-queue-size$/,
    reason: 'without the keyword the queue of keats has a bound of its own, not 64',
    holds: ({kea, keats}) => kea === 64 && keats === undefined,
  },
  {
    path: /^\/dhcp-queue-control\/capacity$/,
    reason: 'the same, for an enabled queue without a capacity',
    holds: ({kea, keats}) => kea === 64 && keats === undefined,
  },
  {
    path: /^\/interfaces-config\/re-detect$/,
    reason: 'Kea has this default only inside of an interfaces-config that was given',
    holds: ({kea, keats}) => kea === false && keats === true,
  },
  {
    path: /^\/interfaces-config\/service-sockets-retry-wait-time$/,
    reason: 'Kea forgets how long to wait when nothing is tried again',
    holds: ({kea, keats}) => kea === undefined && typeof keats === 'number',
  },
  {
    path: /^\/interfaces-config\/interfaces\/\d+$/,
    reason: 'keats keeps the order in which they were given, Kea has * first',
    holds: ({kea, keats}) => kea === '*' || keats === '*',
  },
  {
    path: /^\/compatibility$/,
    reason: 'Kea 2.2 does not print it at all',
    holds: ({kea}) => kea === undefined,
  },
  {
    path: /^\/loggers\/\d+\/output_options\/\d+\/max(?:size|ver)$/,
    reason: 'Kea forgets the size of an output that is not a file',
    holds: ({kea, keats}) => kea === undefined && typeof keats === 'number',
  },
  {
    path: /-percent$/,
    reason: 'Kea prints six digits',
    holds: ({kea, keats}) => typeof keats === 'number' && kea === Number(keats.toPrecision(6)),
  },
  {
    path: /./,
    reason: 'Kea reads UTF-8 as Latin-1, so é and \\u00e9 are two things to it',
    holds: ({kea, keats}) => isLatin1Of(kea, keats) || isLatin1Of(keats, kea),
  },
  {
    path: /^\/option-data\/0\/data$/,
    reason: 'Kea takes bytes of a parent option apart into sub-options, and loses what are none',
    holds: ({kea, keats}) => kea === '' && (keats === '0102' || keats === '0A'),
  },
]

/** Every member and list item that is not the same in both. */
export function differencesOf(kea: Json | undefined, keats: Json | undefined, path = ''): Difference[] {
  if (!isBranch(kea) || !isBranch(keats) || Array.isArray(kea) !== Array.isArray(keats)) {
    return kea === keats ? [] : [{path, kea, keats}]
  }
  const [theirs, ours] = [new Map(Object.entries(kea)), new Map(Object.entries(keats))]
  const keys = [...new Set([...theirs.keys(), ...ours.keys()])]
  return keys.flatMap(key => differencesOf(theirs.get(key), ours.get(key), `${path}/${key}`))
}

function isBranch(value: Json | undefined): value is Extract<Json, object> {
  return typeof value === 'object' && value !== null
}

function isLatin1Of(latin1: Json | undefined, utf8: Json | undefined): boolean {
  return typeof utf8 === 'string' && latin1 === Buffer.from(utf8).toString('latin1')
}

/** The row of the table that a difference falls under. */
export function explanation(difference: Difference): Known | undefined {
  return knownDifferences.find(({path, holds}) => path.test(difference.path) && holds(difference))
}
