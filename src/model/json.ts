/** A value that JSON can say. Addresses and counters beyond 2^53 stand as bigint and are printed as plain digits. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonMap

export interface JsonMap {
  readonly [key: string]: Json
}
