// Highest rate of 4-way exchanges that complete, keats beside the real Kea, in one run on one machine.
// Every database has its product's default durability; pool 10.0.0.0/8; every exchange is a new client.
// KEATS_BENCH=pgsql,mysql,embedded picks, KEATS_BENCH_ROUNDS repeats.
import {freshDatabase, kea, keats, type Store, serve, startDatabases, wantedStores} from './contestants.ts'
import type {Best} from './perfdhcp.ts'

const rounds = Number(process.env['KEATS_BENCH_ROUNDS'] ?? 1)
const goal: Record<Store, number> = {pgsql: 6, mysql: 6, embedded: 1.5}
const lines: string[] = []

for (const store of wantedStores) {
  for (let round = 0; round < rounds; round++) {
    const rates: Record<string, Best> = {}
    for (const index of [0, 1, 2]) {
      const server = await startDatabases(store)
      try {
        const all = [
          kea(store, server, 'Kea, one thread', false),
          kea(store, server, 'Kea, threads', true),
          keats(store, server),
        ]
        const contestant = all[index]!
        console.log(`${store}: ${contestant.name}`)
        rates[contestant.name] = await serve(contestant, freshDatabase(store, server, contestant.admin), console.log)
      } finally {
        await server?.stop()
      }
    }
    const best = Math.max(rates['Kea, one thread']!.rate, rates['Kea, threads']!.rate)
    const ours = rates['keats']!
    const note = ours.clientBound ? ' (perfdhcp was the limit)' : ''
    lines.push(
      `${store.padEnd(9)} Kea ${rates['Kea, one thread']!.rate}/s one thread, ${rates['Kea, threads']!.rate}/s threads; keats ${ours.rate}/s; ratio ${(ours.rate / best).toFixed(2)}, goal ${goal[store]}${note}`,
    )
  }
}
console.log(lines.join('\n'))
