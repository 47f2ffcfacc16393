import {toHex} from '../net-types/identifiers.ts'
import {keaJson} from './json-text.ts'

/** Adds option 82 to the JSON text of a lease's user context, as Kea 2.2 does: it replaces what the key ISC had (facts: server.md §5.7). */
export function withExtendedInfo4(
  userContext: string | undefined,
  relayInfo: Uint8Array | undefined,
): string | undefined {
  if (relayInfo === undefined) return userContext
  const isc = {'relay-agent-info': `0x${toHex(relayInfo).toUpperCase()}`}
  return keaJson({...parseContext(userContext), ISC: isc})
}

/** Option 82 that a row has kept: in the form of Kea 2.2, or in that of newer Kea, which has its parts beside it. */
export function relayInfoOf4(userContext: string | undefined): Uint8Array | undefined {
  const {ISC: isc} = parseContext(userContext)
  const kept = isPlain(isc) ? isc['relay-agent-info'] : undefined
  const text = isPlain(kept) ? kept['sub-options'] : kept
  return typeof text === 'string' && /^0x([\da-f]{2})+$/i.test(text) ? Buffer.from(text.slice(2), 'hex') : undefined
}

/**
 * Names the classes that a lease is counted by in the JSON text of its user context, where the triggers of the databases look.
 * Always a list, if an empty one: they do not see one that comes or goes as a whole.
 */
export function withCountedClasses4(userContext: string | undefined, classes: readonly string[]): string {
  const context = parseContext(userContext)
  const {ISC: isc} = context
  return keaJson({...context, ISC: {...(isPlain(isc) ? isc : {}), 'client-classes': classes}})
}

/** The classes that a row is counted by. */
export function countedClasses4(userContext: string | undefined): readonly string[] {
  const {ISC: isc} = parseContext(userContext)
  const classes = isPlain(isc) ? isc['client-classes'] : undefined
  return Array.isArray(classes) ? classes.filter(name => typeof name === 'string') : []
}

// A row that another program left with broken JSON must not stop its client from renewing.
function parseContext(text: string | undefined): {readonly [key: string]: unknown} {
  if (text === undefined || text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return isPlain(value) ? value : {}
  } catch {
    return {}
  }
}

function isPlain(value: unknown): value is {readonly [key: string]: unknown} {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
