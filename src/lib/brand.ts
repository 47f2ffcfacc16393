declare const brand: unique symbol

/** A nominal type over `T`: what looks alike (an address, a count of seconds) does not mix by accident. */
export type Brand<T, Name extends string> = T & {readonly [brand]: Name}
