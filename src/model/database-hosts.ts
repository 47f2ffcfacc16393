/** One member of a `host` list. */
export interface DatabaseHost {
  /** A name, an address (IPv6 without brackets), or the path that begins with `/` of a Unix socket or its directory. */
  readonly host: string
  /** undefined = the port that goes for all. */
  readonly port: number | undefined
}

/**
 * Reads the `host` of a database: names, addresses and paths with commas between them (`db1,db2:5433`,
 * `[::1],127.0.0.1`, `/run/postgresql`). Answers the member that cannot be read when there is one.
 */
export function parseDatabaseHosts(text: string): readonly DatabaseHost[] | {readonly wrong: string} {
  const hosts: DatabaseHost[] = []
  for (const part of text.split(',')) {
    const host = parseHost(part.trim())
    if (host === undefined) return {wrong: part}
    hosts.push(host)
  }
  return hosts
}

function parseHost(text: string): DatabaseHost | undefined {
  if (text.startsWith('/')) return {host: text, port: undefined}
  // An IPv6 address needs no brackets where no port follows.
  const bare = /^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[\w.-]+)?$/.test(text)
  if (bare) return {host: text, port: undefined}
  const [, address, name, digits] =
    /^(?:\[([0-9A-Fa-f]*:[0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|([^\s:/[\]@]+))(?::(\d{1,5}))?$/.exec(text) ?? []
  const host = address ?? name
  const port = digits === undefined ? undefined : Number(digits)
  if (host === undefined || (port !== undefined && (port < 1 || port > 65535))) return undefined
  return {host, port}
}

/** `db1:5432`, `[::1]:5432`, or the path of a socket. */
export function formatDatabasePlace(host: string, port: number): string {
  if (host.startsWith('/')) return host
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
