import type {Backend, TlsFiles} from '../db/session.ts'
import {Failure} from './failure.ts'

type TlsFile = 'trustAnchor' | 'certFile' | 'keyFile' | 'cipherList'

/** What `-x` can say without a client program to say it to. */
export interface ExtraWords {
  /** Path of a Unix socket. */
  readonly host?: string
  readonly tls: TlsFiles
}

const places: Readonly<Record<string, 'host' | TlsFile>> = {
  '--socket': 'host',
  '--ssl-ca': 'trustAnchor',
  '--ssl-capath': 'trustAnchor',
  '--ssl-cert': 'certFile',
  '--ssl-key': 'keyFile',
  '--ssl-cipher': 'cipherList',
}

/**
 * kea-admin hands the words of -x to psql or mysql. keats runs neither, so it takes the few words that describe the
 * connection (`--name=value`, as mysql writes them) and refuses the others.
 */
export function extraWords(backend: Backend, extra: readonly string[]): ExtraWords {
  const found: {host?: string; tls: Partial<Record<TlsFile, string>>} = {tls: {}}
  for (const word of extra.flatMap(text => text.split(/\s+/)).filter(text => text !== '')) {
    const [, name, value] = /^(--[a-z-]+)=(.+)$/.exec(word) ?? []
    const place = backend === 'mysql' && name !== undefined ? places[name] : undefined
    if (place === undefined || value === undefined) {
      throw new Failure(
        'usage',
        `-x ${word}: keats runs no ${backend === 'pgsql' ? 'psql' : 'client program'} that it could give this to`,
        'TLS has flags of its own (--trust-anchor, --cert-file, --key-file, --cipher-list); -h takes the path of a socket',
      )
    }
    if (place === 'host') found.host = value
    else found.tls[place] = value
  }
  return found
}
