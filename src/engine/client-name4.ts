/** The name that a client sent and what is stored and answered for it while the server makes no DNS updates. */
export interface ClientName4 {
  /** For the lease: lower case. */
  readonly hostname: string
  /** Option to answer with. */
  readonly option: {readonly code: number; readonly data: Uint8Array}
}

/** Reads options 81 (RFC 4702) and 12; the first wins when both are there. */
export function readClientName4(
  _fqdn: Uint8Array | undefined,
  _hostName: Uint8Array | undefined,
): ClientName4 | undefined {
  return undefined
}
