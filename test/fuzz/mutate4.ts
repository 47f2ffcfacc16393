import type {SeededRandom} from '../support/random.ts'

const OPTIONS = 240
type Mutation = (bytes: Buffer, random: SeededRandom, corpus: readonly Uint8Array[]) => Buffer

/** Offsets of the options of a packet, as far as they can be walked. */
function optionOffsets(bytes: Buffer): number[] {
  const found: number[] = []
  for (let at = OPTIONS; at + 1 < bytes.length && bytes[at] !== 255; at += bytes[at] === 0 ? 1 : 2 + bytes[at + 1]!) {
    found.push(at)
  }
  return found
}

function insert(bytes: Buffer, at: number, added: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)])
}

function randomBytes(random: SeededRandom, length: number): Buffer {
  return Buffer.from(Array.from({length}, () => random.below(256)))
}

const flipBit: Mutation = (bytes, random) => {
  if (bytes.length > 0) bytes[random.below(bytes.length)]! ^= 1 << random.below(8)
  return bytes
}

const setByte: Mutation = (bytes, random) => {
  if (bytes.length > 0) bytes[random.below(bytes.length)] = random.pick([0, 1, 52, 63, 64, 82, 127, 128, 192, 254, 255])
  return bytes
}

const truncate: Mutation = (bytes, random) => Buffer.from(bytes.subarray(0, random.below(bytes.length + 1)))

const editLength: Mutation = (bytes, random) => {
  const offsets = optionOffsets(bytes)
  if (offsets.length > 0) bytes[random.pick(offsets) + 1] = random.below(256)
  return bytes
}

const editCode: Mutation = (bytes, random) => {
  const offsets = optionOffsets(bytes)
  if (offsets.length > 0) bytes[random.pick(offsets)] = random.pick([0, 43, 52, 53, 55, 61, 81, 82, 119, 125, 255])
  return bytes
}

/** An option of another packet, or one of random content, in the middle of this one. */
const splice: Mutation = (bytes, random, corpus) => {
  const other = Buffer.from(random.pick(corpus))
  const theirs = optionOffsets(other)
  const at = random.pick([OPTIONS, ...optionOffsets(bytes)])
  const from = theirs.length > 0 && random.below(2) === 0 ? random.pick(theirs) : undefined
  const content = randomBytes(random, random.below(40))
  const option =
    from === undefined
      ? Buffer.concat([Buffer.from([random.below(256), content.length]), content])
      : other.subarray(from, from + 2 + other[from + 1]!)
  return insert(bytes, Math.min(at, bytes.length), option)
}

/** Copies of a run of bytes: an option that comes many times over, or half of two. */
const duplicate: Mutation = (bytes, random) => {
  if (bytes.length <= OPTIONS) return bytes
  const from = OPTIONS + random.below(bytes.length - OPTIONS)
  const part = bytes.subarray(from, from + 1 + random.below(64))
  const copies = Buffer.concat(Array.from({length: 1 + random.below(random.below(50) === 0 ? 200 : 4)}, () => part))
  return insert(bytes, from, copies)
}

/** Says that file and sname hold options, and puts options of the packet there. */
const overload: Mutation = (bytes, random) => {
  if (bytes.length <= OPTIONS) return bytes
  bytes.copy(bytes, random.pick([44, 108]), OPTIONS, OPTIONS + random.below(120))
  return insert(bytes, OPTIONS, Buffer.from([52, 1, 1 + random.below(3)]))
}

const noise: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, at), randomBytes(random, random.below(64))])
}

const mutations: readonly Mutation[] = [
  flipBit,
  setByte,
  truncate,
  editLength,
  editCode,
  splice,
  duplicate,
  overload,
  noise,
]

/** One to six mutations of a packet of the corpus; at most as long as a UDP datagram. */
export function mutate4(corpus: readonly Uint8Array[], random: SeededRandom): Uint8Array {
  let bytes: Buffer = Buffer.from(random.pick(corpus))
  for (let count = 1 + random.below(6); count > 0; count--) bytes = random.pick(mutations)(bytes, random, corpus)
  return bytes.subarray(0, 65_507)
}
