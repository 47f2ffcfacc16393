import {test} from 'node:test'
import {dhclient, udhcpc} from '../clients4.ts'
import type {Fault} from './network.ts'
import {type PairKind, RealPair4} from './pair.ts'
import {
  change,
  join,
  type Loss,
  loseLink,
  loseServer,
  maintain,
  restartBoth,
  serveEach,
  settle,
  visit,
} from './steps.ts'
import type {StoreKind} from './stores.ts'

/** How each column of the matrix damages its pairs: so every way is tried with every pair and mode. */
const damage: Readonly<Record<StoreKind, {link: Fault; first: Loss; second: Loss}>> = {
  embedded: {link: 'down', first: 'killed', second: 'silent'},
  PostgreSQL: {link: 'silent', first: 'down', second: 'killed'},
  MariaDB: {link: 'down', first: 'silent', second: 'killed'},
}

/** The whole life of a pair: joined, at work, apart, one alone, in maintenance, restarted. */
export async function live(pair: RealPair4, note: (text: string) => void): Promise<void> {
  const {link, first, second} = damage[pair.kind.store]
  const {clients} = pair
  const step = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
    const begun = performance.now()
    try {
      return await run()
    } catch (error) {
      const logs = pair.sides.map(side => `--- ${side.name} (${side.maker})\n${side.tale()}`)
      throw new Error(`${name}: ${String(error)}\n${logs.join('\n')}`, {cause: error})
    } finally {
      note(`${name}: ${Math.round(performance.now() - begun)} ms`)
    }
  }
  await step('join', () => join(pair))
  const some = await step('serve', () => serveEach(pair, 4))
  await step('crowd', () => clients.crowd(40).then(() => pair.agreed()))
  const kept = await step('renew, release and decline', () => change(pair, some))
  await step('a real client', () => visit(pair, pair.kind.store === 'PostgreSQL' ? dhclient : udhcpc))
  const apart = await step(`the link is ${link}`, () => loseLink(pair, link, kept))
  const later = await step(`the first is ${first}`, () => loseServer(pair, 0, first, [...kept, ...apart]))
  await step(`the second is ${second}`, () => loseServer(pair, 1, second, [...kept, ...later]))
  await step('maintenance', () => maintain(pair, kept))
  await step('restart', () => restartBoth(pair))
  await step('at rest', () => settle(pair))
}

export function cell(kind: PairKind): void {
  test(`${kind.makers.join(' + ')}, ${kind.mode}, ${kind.store}`, {timeout: 600_000}, async context => {
    const pair = await RealPair4.open(kind)
    context.after(() => pair.close())
    await live(pair, text => context.diagnostic(text))
  })
}

/** Every pair with a keats in it, in both modes, with leases of this kind. */
export function column(store: StoreKind): void {
  for (const makers of [
    ['keats', 'keats'],
    ['keats', 'kea'],
    ['kea', 'keats'],
  ] as const)
    for (const mode of ['load-balancing', 'hot-standby'] as const) cell({makers, mode, store})
}
