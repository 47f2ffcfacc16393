/** The only source of time for server code. */
export interface Clock {
  /** Unix time in milliseconds. */
  millis(): number
}
