import type {JsonMap} from '../../model/json.ts'
import {cltt, INFINITE_LIFETIME, type Lease4, type LeaseState, leaseState} from '../../model/lease4.ts'
import type {ClientId, HwAddr} from '../../net-types/identifiers.ts'
import {formatIpv4, type Ipv4, parseIpv4} from '../../net-types/ipv4.ts'
import {isSuccess, type PeerAnswer} from './answer.ts'
import {contextOf} from './lease4.ts'
import {asMap, isTooDeep, keaText, member} from './text.ts'

// Many updates in one request, between two keats. An update is one line: as JSON it would cost the receiver ten times as
// much to read, and updates arrive as fast as the partner serves clients.

export const APPLY = 'keats-lease4-apply'

/** Updates in one request. */
export const MOST_IN_BATCH = 512

/** One update: a row that there is now, or an address that has none any more. */
export type BatchUpdate4 =
  | {readonly kind: 'put'; readonly lease: Lease4}
  | {readonly kind: 'delete'; readonly address: Ipv4}

/**
 * "put ADDRESS SUBNET-ID VALID-LFT CLTT STATE FQDN-FWD FQDN-REV HW-ADDRESS CLIENT-ID HOSTNAME", what is missing is empty, the
 * name as in a URL; behind them, where there is one, the user context as JSON. Or "delete ADDRESS".
 */
export function batchLine4(kind: 'put' | 'delete', lease: Lease4): string {
  const address = formatIpv4(lease.address)
  if (kind === 'delete') return `delete ${address}`
  const {subnetId, validLifetime, state, fqdnFwd, fqdnRev, hwAddr, clientId, hostname} = lease
  const name = hostname === '' ? '' : encodeURIComponent(hostname.replace(/\p{Surrogate}/gu, '\ufffd'))
  const flags = `${state} ${fqdnFwd ? 1 : 0} ${fqdnRev ? 1 : 0}`
  const line = `put ${address} ${subnetId} ${validLifetime} ${cltt(lease)} ${flags} ${hwAddr ?? ''} ${clientId ?? ''} ${name}`
  const context = contextOf(lease.userContext)
  return context === undefined ? line : `${line} ${JSON.stringify(context)}`
}

export function applyCommand4(lines: readonly string[]): JsonMap {
  return {command: APPLY, service: ['dhcp4'], arguments: {updates: lines}}
}

const PUT =
  /^put ([\d.]+) (\d{1,10}) (\d{1,10}) (\d{1,10}) (\d{1,3}) ([01]) ([01]) ((?:[0-9a-f]{2}){0,20}) ((?:(?:[0-9a-f]{2}){2,128})?) ([^ ]*)(?: (\{.+))?$/
const DELETE = /^delete ([\d.]+)$/

/** A text says what is wrong with the line. */
export function readBatchLine4(line: string): BatchUpdate4 | string {
  const put = PUT.exec(line)
  if (put !== null) return readPut(put)
  const address = parseIpv4(DELETE.exec(line)?.[1] ?? '')
  return address === undefined ? 'this is no update of a lease' : {kind: 'delete', address}
}

const UINT32 = 0xffffffff

function readPut(fields: RegExpExecArray): BatchUpdate4 | string {
  const address = parseIpv4(fields[1]!)
  if (address === undefined) return 'its address is none'
  const [subnetId, validLifetime, since] = [Number(fields[2]), Number(fields[3]), Number(fields[4])]
  if (subnetId === 0 || subnetId > UINT32 || validLifetime > UINT32 || since === 0)
    return 'its numbers are out of range'
  const state = readState(Number(fields[5]))
  if (state === undefined) return `its state is ${fields[5]}, known are 0, 1 and 2`
  const [fqdnFwd, fqdnRev] = [fields[6] === '1', fields[7] === '1']
  const hostname = readName(fields[10]!)
  if (hostname === undefined) return 'its host name is none'
  if (hostname === '' && (fqdnFwd || fqdnRev)) return 'it has updates of DNS, but no host name'
  const userContext = fields[11] === undefined ? undefined : readContext(fields[11])
  if (userContext === 'bad') return 'its user context is none'
  const lease: Lease4 = {
    address,
    hwAddr: fields[8] === '' ? undefined : (fields[8] as HwAddr),
    clientId: fields[9] === '' ? undefined : (fields[9] as ClientId),
    validLifetime,
    expire: validLifetime === INFINITE_LIFETIME ? since : since + validLifetime,
    subnetId,
    fqdnFwd,
    fqdnRev,
    hostname,
    state,
    userContext,
  }
  return {kind: 'put', lease}
}

function readState(value: number): LeaseState | undefined {
  return Object.values(leaseState).find(known => known === value)
}

/** Names are kept in lower case, those of ASCII at least. */
function readName(text: string): string | undefined {
  if (text === '') return ''
  try {
    const name = decodeURIComponent(text).replace(/[A-Z]+/g, letters => letters.toLowerCase())
    return name.includes('\0') ? undefined : name
  } catch {
    return undefined
  }
}

/** Zero characters and halves of surrogate pairs survive no database. */
const UNFIT = /\\u(?:0000|d[89a-f])/i

function readContext(text: string): string | undefined | 'bad' {
  try {
    const context = asMap(JSON.parse(text))
    if (context === undefined || isTooDeep(context)) return 'bad'
    const spelled = keaText(context)
    return UNFIT.test(spelled) ? 'bad' : spelled
  } catch {
    return 'bad'
  }
}

/** What became of one update, as the results of lease4-update and lease4-del tell it. */
export interface BatchResult {
  readonly result: number
  /** Of what was not accepted. */
  readonly text: string
}

/** Arguments of the answer: every result in the order of the updates, and why some are no successes. */
export function batchArguments(results: readonly BatchResult[]): JsonMap {
  const texts = results.flatMap(({result, text}, update) => (isSuccess({result}) ? [] : [{update, text}]))
  const all = {results: results.map(({result}) => result)}
  return texts.length === 0 ? all : {...all, texts}
}

/** A text says why the answer tells nothing of the updates. */
export function readBatchAnswer(answer: PeerAnswer, updates: number): readonly BatchResult[] | string {
  if (!isSuccess(answer)) return answer.text
  const results = member(answer.arguments ?? {}, 'results')
  if (!Array.isArray(results) || results.length !== updates) return 'the answer has not one result for each update'
  const texts = textsOf(member(answer.arguments ?? {}, 'texts'))
  return results.map((result, update) => ({
    result: Number.isSafeInteger(result) ? result : 1,
    text: texts.get(update) ?? '',
  }))
}

function textsOf(given: unknown): ReadonlyMap<unknown, string> {
  const texts = new Map<unknown, string>()
  for (const entry of Array.isArray(given) ? given : []) {
    const map = asMap(entry) ?? {}
    const text = member(map, 'text')
    if (typeof text === 'string') texts.set(member(map, 'update'), text.slice(0, 300))
  }
  return texts
}
