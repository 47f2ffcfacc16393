import type {Severity} from '../ports/log.ts'

/** Severity, logger below the root ('dhcp4' is kea-dhcp4.dhcp4), text with {placeholders}, level of a debug message (0..99). */
export type Message = readonly [severity: Severity, logger: string, text: string, debuglevel?: number]
