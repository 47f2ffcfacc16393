/** How far a synchronization is, or was when it ended. */
export interface SyncProgress {
  readonly partner: string
  /** Unix milliseconds. */
  readonly startedAt: number
  readonly endedAt: number | undefined
  readonly pages: number
  /** Leases that the partner has sent, those of them that were taken, and those that could not be read. */
  readonly leases: number
  readonly taken: number
  readonly skipped: number
  /** Why it has failed. */
  readonly failure: string | undefined
}
