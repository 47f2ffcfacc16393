/** Where a piece of configuration text begins: lines and columns count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** What is wrong (or doubtful) with a configuration, and where. */
export interface ConfigIssue extends Place {
  /** "Dhcp4.subnet4[0].pools[1].pool"; '' for the text as a whole. */
  readonly path: string
  readonly message: string
}

/** "kea-dhcp4.conf:12:7: Dhcp4.valid-lifetime: expected an integer 0..4294967295". */
export function formatIssue(issue: ConfigIssue): string {
  const path = issue.path === '' ? '' : `${issue.path}: `
  return `${issue.file}:${issue.line}:${issue.column}: ${path}${issue.message}`
}

/** More than a person reads in one go; hostile input could have one per byte. */
const MAX_ISSUES = 100

/** Collects what the readers of a configuration find, so that one run reports everything. */
export class Issues {
  readonly errors: ConfigIssue[] = []
  readonly warnings: ConfigIssue[] = []

  error(at: Place, path: string, message: string): void {
    add(this.errors, at, path, message)
  }

  warn(at: Place, path: string, message: string): void {
    add(this.warnings, at, path, message)
  }
}

function add(list: ConfigIssue[], at: Place, path: string, message: string): void {
  if (list.length >= MAX_ISSUES) return
  list.push({file: at.file, line: at.line, column: at.column, path, message})
}

/** The first thing that is not Kea's JSON. Thrown and caught inside this folder only. */
export class ConfigSyntaxError extends Error {
  readonly at: Place

  constructor(at: Place, message: string) {
    super(message)
    this.name = 'ConfigSyntaxError'
    this.at = at
  }
}
