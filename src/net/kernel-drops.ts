import {fstatSync, readFileSync} from 'node:fs'

/** Datagrams that the kernel threw away because a socket's buffer was full, by the inode number of the socket. */
export function kernelDrops(): ReadonlyMap<string, number> {
  const rows = readFileSync('/proc/net/udp', 'utf8').trim().split('\n').slice(1)
  return new Map(
    rows.map(row => {
      const words = row.trim().split(/\s+/)
      return [words[9] ?? '', Number(words.at(-1))]
    }),
  )
}

/** The key of an open socket in `kernelDrops`. */
export function inodeOf(fd: number): string {
  return String(fstatSync(fd).ino)
}
