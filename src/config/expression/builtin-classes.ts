import {SPAWN_PREFIX} from '../../model/client-class4.ts'

/** Classes that the server itself (or a hook) assigns (facts: server.md §2.8). DROP and SKIP_DDNS must be defined to be tested. */
const NAMES: ReadonlySet<string> = new Set(['ALL', 'KNOWN', 'UNKNOWN', 'BOOTP'])
const PREFIXES = ['VENDOR_CLASS_', 'HA_', 'AFTER_', 'EXTERNAL_', SPAWN_PREFIX]

/** Whether a test may name this class though the configuration does not define it. */
export function isBuiltInClass(name: string): boolean {
  return isAssignedByServer(name) || PREFIXES.some(prefix => name.length > prefix.length && name.startsWith(prefix))
}

/** Whether a class of this name can have no test: who is in it is not for the configuration to say. */
export function isAssignedByServer(name: string): boolean {
  return NAMES.has(name)
}
