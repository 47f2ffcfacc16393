type Values = ReadonlyMap<string, number>

/** Statistics of newer Kea, which 2.2.0 does not have. */
const NEWER = new Set([
  'assigned-addresses',
  'pkt4-service-disabled',
  'pkt4-queue-full',
  'pkt4-duplicate',
  'pkt4-rfc-violation',
  'pkt4-not-for-us',
  'pkt4-processing-failed',
  'pkt4-admin-filtered',
  'pkt4-limit-exceeded',
  'v4-lease-reuses',
])

/** Kea lists them with its first subnet, keats from the start. */
const WITH_SUBNETS = new Set([
  'cumulative-assigned-addresses',
  'declined-addresses',
  'reclaimed-declined-addresses',
  'reclaimed-leases',
])

/** Every difference of two servers' statistics, as "statistic NAME" -> "left | right". */
export function compareStatistics4(kea: Values, keats: Values): Record<string, string> {
  const [left, right] = [withoutBlame(kea), withoutBlame(keats)]
  const found: Record<string, string> = {}
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const [a, b] = [left.get(name), right.get(name)]
    const expected =
      a === undefined && (NEWER.has(name.replace(/^subnet.*\]\./, '')) || (WITH_SUBNETS.has(name) && b === 0))
    if (a !== b && !expected) found[`statistic ${name}`] = `${a} | ${b}`
  }
  return found
}

/**
 * Failures of all subnets added up. Kea blames the subnet of a network that it happened to look at last, and it begins with
 * the one that gave an address most recently; keats has nothing like that.
 */
function withoutBlame(values: Values): Values {
  const sums = new Map<string, number>()
  for (const [name, value] of values) {
    const sum = name.replace(/^subnet\[\d+\]\.(v4-allocation-fail)/, 'subnet[any].$1')
    sums.set(sum, (sums.get(sum) ?? 0) + value)
  }
  return sums
}
