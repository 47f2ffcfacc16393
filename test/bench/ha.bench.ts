// Highest rate of 4-way exchanges that complete with every lease acknowledged by the partner: a pair of keats beside a pair of
// the real Kea (threads, dedicated listeners), each server with its product's embedded store, on one machine. Every exchange
// is a new client. The two pairs take turns; medians are compared.
// KEATS_BENCH_HA=hot-standby,load-balancing picks, KEATS_BENCH_ROUNDS repeats.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {halfOfClients} from './ha-clients.ts'
import {type Maker, type PairMode, type RunningPair, startPair} from './ha-pairs.ts'
import {searchRate, type Trial, trial} from './perfdhcp.ts'

const rounds = Number(process.env['KEATS_BENCH_ROUNDS'] ?? 1)
const modes = (process.env['KEATS_BENCH_HA'] ?? 'hot-standby,load-balancing').split(',') as PairMode[]
const GOAL = 2
const start: Readonly<Record<Maker, number>> = {Kea: 1000, keats: 1250}

/** In load-balancing each server is sent its own half of the clients, from a perfdhcp of its own. */
async function oneTrial(pair: RunningPair, mode: PairMode, rate: number): Promise<Trial> {
  const [first, second] = pair.ports
  if (mode === 'hot-standby') return trial(first, first + 1, rate)
  const half = Math.ceil(rate / 2)
  const directory = mkdtempSync(join(tmpdir(), 'keats-bench-'))
  const trials = await Promise.all(
    ([0, 1] as const).map(which => {
      const clients = join(directory, `clients-${which}`)
      writeFileSync(clients, halfOfClients(which, half * 50))
      const port = which === 0 ? first : second
      return trial(port, port + 1, half, clients)
    }),
  )
  rmSync(directory, {recursive: true})
  const sum = (field: 'discovers' | 'acks') => trials.reduce((total, one) => total + one[field], 0)
  const [discovers, acks] = [sum('discovers'), sum('acks')]
  return {rate, discovers, acks, completed: acks / discovers, sent: trials.every(({sent}) => sent)}
}

async function best(maker: Maker, mode: PairMode): Promise<number> {
  const pair = await startPair(maker, mode)
  try {
    const run = (rate: number) => oneTrial(pair, mode, rate)
    const found = await searchRate(run, start[maker], ({rate, completed, sent}) =>
      console.log(
        `  ${maker}: asked ${rate}/s, completed ${(completed * 100).toFixed(2)}%${sent ? '' : ' (perfdhcp behind)'}`,
      ),
    )
    console.log(`  ${maker}: best ${found.rate}/s${found.clientBound ? ' (perfdhcp was the limit)' : ''}`)
    return found.rate
  } finally {
    await pair.stop()
  }
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!
const lines: string[] = []

for (const mode of modes) {
  const rates: Record<Maker, number[]> = {Kea: [], keats: []}
  for (let round = 0; round < rounds; round++) {
    for (const maker of ['Kea', 'keats'] as const) {
      console.log(`${mode}: pair of ${maker}`)
      rates[maker].push(await best(maker, mode))
    }
  }
  const [kea, keats] = [median(rates.Kea), median(rates.keats)]
  lines.push(`${mode.padEnd(14)} Kea ${kea}/s, keats ${keats}/s; ratio ${(keats / kea).toFixed(2)}, goal ${GOAL}`)
}
console.log(lines.join('\n'))
