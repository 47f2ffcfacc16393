import {execFile} from 'node:child_process'
import {randomBytes} from 'node:crypto'

/** What one run of perfdhcp saw. */
export interface Trial {
  /** 4-way exchanges a second asked for. */
  readonly rate: number
  readonly discovers: number
  readonly acks: number
  /** acks / discovers. */
  readonly completed: number
  /** Whether perfdhcp itself kept up with the rate it was asked for. */
  readonly sent: boolean
}

/** perfdhcp counts its clients up from a first hardware address: another one each time, or a trial would meet the last one's. */
const CLIENTS = 4_000_000_000

function firstClient(): string {
  return `mac=02:${randomBytes(5).toString('hex').match(/../g)!.join(':')}`
}

const PERIOD = 4

/** perfdhcp's two threads read the clock in an order of their own, and now and then it ends when a packet seems to be answered early. */
const MISREAD = /timestamp must not be greater/

async function measured(args: readonly string[]): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      return await printed(args)
    } catch (error) {
      if (tries === 5 || !MISREAD.test(String(error))) throw error
    }
  }
}

function printed(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const limits = {timeout: (PERIOD + 20) * 1000, maxBuffer: 1 << 24}
    execFile('/usr/sbin/perfdhcp', args, limits, (error, stdout) => {
      // Exit code 3 says that some exchanges were dropped: that is a result here.
      if (error !== null && error.code !== 3) reject(error)
      else resolve(stdout)
    })
  })
}

/**
 * One bounded run of `PERIOD` seconds against a server on loopback that answers relays at `replyPort`. `clients`: a file of
 * hardware addresses that are taken at random; else each client is a new one.
 */
export async function trial(serverPort: number, replyPort: number, rate: number, clients?: string): Promise<Trial> {
  const args = ['-4', '-r', `${rate}`, '-p', `${PERIOD}`, '-W', '1']
  args.push(...(clients === undefined ? ['-R', `${CLIENTS}`, '-b', firstClient()] : ['-M', clients]))
  args.push('-l', '127.0.0.1', '-L', `${replyPort}`, '-N', `${serverPort}`, '127.0.0.1')
  const output = await measured(args)
  const [first, second] = output.split('Statistics for: REQUEST-ACK')
  const discovers = Number(/sent packets: (\d+)/.exec(first ?? '')?.[1] ?? 0)
  const acks = Number(/received packets: (\d+)/.exec(second ?? '')?.[1] ?? 0)
  if (discovers === 0) throw new Error(`perfdhcp sent nothing:\n${output}`)
  return {rate, discovers, acks, completed: acks / discovers, sent: discovers >= rate * PERIOD * 0.97}
}

export interface Best {
  /** Highest rate of which at least 99% completed, in completed 4-way exchanges a second. */
  readonly rate: number
  /** True when perfdhcp, not the server, was the limit. */
  readonly clientBound: boolean
}

/** The highest rate of a server on loopback. */
export function bestRate(
  serverPort: number,
  replyPort: number,
  start: number,
  report: (trial: Trial) => void,
): Promise<Best> {
  return searchRate(rate => trial(serverPort, replyPort, rate), start, report)
}

/** Searches for the highest rate that completes: up in steps of a half, then bisected to about 3%. */
export async function searchRate(
  run: (rate: number) => Promise<Trial>,
  start: number,
  report: (trial: Trial) => void,
): Promise<Best> {
  let good = 0
  let bad = Number.POSITIVE_INFINITY
  let rate = start
  let clientBound = false
  // Not counted: a program that has just started is slower than it will be.
  await run(Math.round(start / 2))
  for (let tries = 0; tries < 14; tries++) {
    let result = await run(rate)
    // A second chance: one unlucky moment of a shared machine is not the server's limit.
    if (result.completed < 0.99 && (result.completed > 0.9 || good === 0)) result = await run(rate)
    report(result)
    if (result.completed >= 0.99 && result.sent) good = rate
    else bad = rate
    if (!result.sent && result.completed >= 0.99) clientBound = true
    if (bad / good < 1.03) break
    if (good === 0) rate = Math.round(rate / 2)
    else rate = Math.round(bad === Number.POSITIVE_INFINITY ? rate * 1.5 : (good + bad) / 2)
    if (rate < 10) break
  }
  return {rate: good, clientBound}
}
