/**
 * not-empty · not-initialised · newer, older, gap: the schema is not one that the chain can take up · broken: schema_version
 * is unreadable · target: the version asked for · locked: another run holds the lock · privilege: a right is missing ·
 * step: a step failed and was rolled back · half-way: a step failed and nothing rolls it back (MySQL) · interrupted.
 */
export type MigrationErrorKind =
  | 'not-empty'
  | 'not-initialised'
  | 'newer'
  | 'older'
  | 'gap'
  | 'broken'
  | 'target'
  | 'locked'
  | 'privilege'
  | 'step'
  | 'half-way'
  | 'interrupted'

/** `message` says what failed on what, `hint` what to do next. */
export class MigrationError extends Error {
  readonly kind: MigrationErrorKind
  readonly hint: string

  constructor(kind: MigrationErrorKind, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MigrationError'
    this.kind = kind
    this.hint = hint
  }
}
