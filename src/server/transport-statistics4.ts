import type {Transport4, TransportCounters} from '../ports/transport4.ts'
import type {Statistics} from './statistics.ts'

/** keats' own statistics of what happens to datagrams before they are packets and after they were answers. */
const names: Readonly<Partial<Record<keyof TransportCounters, string>>> = {
  missed: 'pkt4-receive-missed',
  tooLong: 'pkt4-receive-too-long',
  queueFull: 'pkt4-send-queue-full',
  failed: 'pkt4-send-failed',
}

/** Lists them; they are brought up to date when someone reads statistics, because asking the kernel is not for free. */
export function countTransport4(
  statistics: Statistics,
  transport: Pick<Transport4, 'counters'>,
  now: () => number,
): void {
  const known = Object.entries(names) as [keyof TransportCounters, string][]
  const watched = known.map(([counter, name]) => ({counter, statistic: statistics.make(name), seen: 0}))
  statistics.readFrom(() => {
    const counters = transport.counters()
    for (const one of watched) {
      const more = counters[one.counter] - one.seen
      if (more <= 0) continue
      one.seen += more
      one.statistic.add(more, now())
    }
  })
}
