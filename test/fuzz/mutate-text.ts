import type {SeededRandom} from '../support/random.ts'

/** What breaks readers of JSON, of Kea's JSON in particular. */
const pieces = [
  '{', '}', '[', ']', ',', ':', '"', '\\', '/', '*', '#', '//', '/*', '*/', '<?', '?>', '<?include "a"?>', '<?include "self"?>',
  '<?include "gone"?>', '{}', '[]', '""', 'null', 'true', 'false', 'True', '0', '-1', '1.5', '.5', '-', '1e999', '1e-999', '00',
  '4294967295', '4294967296', '9007199254740993', '9223372036854775808', '99999999999999999999999999', '\\u0000', '\\ud800',
  '\\ud83d\\ude00', '\\uzzzz', '\\x', '\0', '\n', '\r', '\t', '\ufeff', '\u2028', '\ud800', 'é', '__proto__', 'constructor', 'toString',
  '"__proto__":', '"user-context":', '"comment":', '"subnet4":[', '"pools":[', '"option-data":[', '"Dhcp4":', '"Dhcp6":',
  '255.255.255.255', '0.0.0.0/0', '192.0.2.0/33', '1-2-3', '%', '%D{', '%99999p', 'syslog:', '*', 'lo/127.0.0.1',
] // biome-ignore format: a table

/** One to eight changes of a text, or one that its grammar survives; `others` are texts to take pieces from. */
export function mutateText(text: string, others: readonly string[], random: SeededRandom): string {
  if (random.below(2) === 0) return replaceValue(text, random)
  let mutated = text
  for (let changes = 1 + random.below(8); changes > 0; changes--) mutated = change(mutated, others, random)
  return mutated
}

function change(text: string, others: readonly string[], random: SeededRandom): string {
  const from = random.below(text.length + 1)
  const length = random.below(random.below(4) === 0 ? 200 : 6)
  const cut = text.slice(from, from + length)
  const [head, tail] = [text.slice(0, from), text.slice(from + length)]
  switch (random.below(9)) {
    case 0:
      return head + tail
    case 1:
      return head + random.pick(pieces) + text.slice(from)
    case 2:
      return head + random.pick(pieces) + tail
    case 3:
      return head + cut + cut + tail
    case 4:
      return head + String.fromCharCode(random.below(random.below(4) === 0 ? 0x10000 : 128)) + tail
    case 5:
      return replaceValue(text, random)
    case 6: {
      const other = random.pick(others)
      const at = random.below(other.length + 1)
      return head + other.slice(at, at + random.below(80)) + tail
    }
    case 7:
      return head + random.pick(pieces).repeat(1 + random.below(random.below(50) === 0 ? 500 : 4)) + tail
    default:
      return text.slice(0, from)
  }
}

/** Another value behind one of the colons: gets past the grammar to the meaning. */
function replaceValue(text: string, random: SeededRandom): string {
  const values = [...text.matchAll(/:\s*("[^"\n]*"|-?[\d.]+|true|false|null)/g)]
  if (values.length === 0) return text
  const [whole, value = ''] = random.pick(values)
  const at = text.indexOf(whole)
  const other = random.below(2) === 0 ? random.pick(values)[1]! : random.pick(pieces)
  return text.slice(0, at) + whole.slice(0, whole.length - value.length) + other + text.slice(at + whole.length)
}
