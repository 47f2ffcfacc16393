/** Kea's severities (facts: server.md §7). */
export type Severity = 'fatal' | 'error' | 'warn' | 'info' | 'debug'

/**
 * Writes one line. `id` is a key of the message table (server/messages.ts), which knows severity, logger and text;
 * `fields` fill its placeholders and are the fields of a JSON line.
 */
export interface Log<Id extends string = string> {
  write(id: Id, fields?: LogFields): void
  /** Whether a line of that id would be written: lets the packet path skip building fields. */
  enabled(id: Id): boolean
}

export type LogFields = {readonly [name: string]: string | number | boolean}
