/** Classes that the server itself (or a hook) assigns (facts: server.md §2.8). DROP and SKIP_DDNS must be defined to be tested. */
const NAMES: ReadonlySet<string> = new Set(['ALL', 'KNOWN', 'UNKNOWN', 'BOOTP'])
const PREFIXES = ['VENDOR_CLASS_', 'HA_', 'AFTER_', 'EXTERNAL_']

/** Whether a test may name this class though the configuration does not define it. */
export function isBuiltInClass(name: string): boolean {
  return NAMES.has(name) || PREFIXES.some(prefix => name.length > prefix.length && name.startsWith(prefix))
}
