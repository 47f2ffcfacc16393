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

/** "kea-dhcp4.conf:12:7". */
export function formatPlace({file, line, column}: Place): string {
  return `${file}:${line}:${column}`
}

/** "kea-dhcp4.conf:12:7: Dhcp4.valid-lifetime: expected an integer 0..4294967295". */
export function formatIssue(issue: ConfigIssue): string {
  const path = issue.path === '' ? '' : `${issue.path}: `
  return `${formatPlace(issue)}: ${path}${issue.message}`
}

/** More than a person reads in one go; hostile input could have one per byte. */
const MAX_ISSUES = 100

/** Collects what the readers of a configuration find, so that one run reports everything that a person would read. */
export class Issues {
  readonly errors: ConfigIssue[] = []
  readonly warnings: ConfigIssue[] = []

  /** Throws TooManyErrors when nobody will read on. */
  error(at: Place, path: string, message: string): void {
    this.errors.push(issueOf(at, path, message))
    if (this.errors.length >= MAX_ISSUES) throw new TooManyErrors()
  }

  warn(at: Place, path: string, message: string): void {
    if (this.warnings.length < MAX_ISSUES) this.warnings.push(issueOf(at, path, message))
  }
}

function issueOf({file, line, column}: Place, path: string, message: string): ConfigIssue {
  return {file, line, column, path: clip(path), message: clip(message)}
}

/** Keywords and values come from the text and may be of any length. */
function clip(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text
}

/** Ends the reading of a text that is wrong all over. Thrown and caught inside this folder only. */
export class TooManyErrors extends Error {}

/** The first thing that is not Kea's JSON. Thrown and caught inside this folder only. */
export class ConfigSyntaxError extends Error {
  readonly at: Place

  constructor(at: Place, message: string) {
    super(message)
    this.name = 'ConfigSyntaxError'
    this.at = at
  }
}
