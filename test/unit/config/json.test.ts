import assert from 'node:assert/strict'
import {test} from 'node:test'
import {ConfigSyntaxError, Issues} from '../../../src/config/issues.ts'
import {JsonReading, readJson} from '../../../src/config/json.ts'
import {type Node, plain} from '../../../src/config/node.ts'

const files: Readonly<Record<string, string>> = {
  'list.json': '1, 2 // two\n',
  'key.json': '"a": <?include "list.json"?>',
  'broken.json': '\n  }',
  'me.json': '<?include "me.json"?>',
  './me2.json': '<?include "././me2.json"?>',
  'one.json': '1',
  'half.json': '"no end',
}

function readFile(path: string): string {
  const text = files[path.replace(/^(?:\.\/)+/, path.includes('me2') ? './' : '')]
  if (text === undefined) throw new Error('ENOENT')
  return text
}

function read(text: string, issues = new Issues()): Node {
  return readJson(text, 'main.json', readFile, issues)
}

/** "file:line:column message" of the first error. */
function failure(text: string): string {
  try {
    read(text)
  } catch (error) {
    if (!(error instanceof ConfigSyntaxError)) throw error
    const {file, line, column} = error.at
    return `${file}:${line}:${column} ${error.message}`
  }
  return 'accepted'
}

const accepted: readonly (readonly [string, unknown])[] = [
  ['{"a": [1, -2, 1.5, .5, 5., 1e3, true, false, null, "x"]}', {a: [1, -2, 1.5, 0.5, 5, 1000, true, false, null, 'x']}],
  ['# one\n{ // two\n /* three\n * four */ "a": 1 }\n#', {a: 1}],
  ['[<?include "list.json"?>, 3]', [1, 2, 3]],
  ['{"b": 0, "l": [<?include "list.json"?>,<?include "list.json"?>]}', {b: 0, l: [1, 2, 1, 2]}],
  ['<? include "one.json" ?>', 1],
  ['"\\u00e9\\u20ac\\ud83d\\ude00\\"\\\\\\/\\b\\f\\n\\r\\t"', 'é€😀"\\/\b\f\n\r\t'],
  ['{"__proto__": {"x": 1}, "constructor": 2}', JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}')],
  ['"# // /* <? not special"', '# // /* <? not special'],
  ['{}', {}],
  // An include is a piece of text, not a value.
  ['{<?include "broken.json"?>', {}],
]

for (const [text, value] of accepted) {
  test(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(plain(read(text)), value))
}

const refused: readonly (readonly [string, string])[] = [
  ['', 'main.json:1:1 expected a value, found the end of the text'],
  ['[1', 'main.json:1:3 expected "," or "]", found the end of the text'],
  ['{"a" 1}', 'main.json:1:6 expected ":", found "1"'],
  ['{a: 1}', 'main.json:1:2 expected a keyword in double quotes, found "a"'],
  ['[,1]', 'main.json:1:2 expected a value, found ","'],
  ['[1 2]', 'main.json:1:4 expected "," or "]", found "2"'],
  ['{"a": 1,\n "b": 2,\n "a": 3}', 'main.json:3:2 "a" is in this map twice, first at main.json:1:2'],
  ['1 2', 'main.json:1:3 expected the end of the text, found "2"'],
  ['\n /* x', 'main.json:2:2 this comment is never closed, expected */'],
  ['"a\nb"', 'main.json:1:1 this string is not closed on its line'],
  ['"a\tb"', 'main.json:1:3 control characters in a string must be escaped'],
  ['"a\\q"', 'main.json:1:3 \\q is not an escape of JSON'],
  ['"\\u12"', 'main.json:1:2 expected four hexadecimal digits after \\u'],
  ['"\\ud800"', 'main.json:1:1 this string holds half of a surrogate pair'],
  ['"\\u0000"', 'main.json:1:1 a string cannot hold a zero character'],
  ['+5', 'main.json:1:1 expected a value, found "+"'],
  ['9223372036854775808', 'main.json:1:1 expected an integer of at most 64 bits'],
  ['1e999', 'main.json:1:1 this number is too large'],
  ['TRUE', 'main.json:1:1 expected true in lower case'],
  ['nul', 'main.json:1:1 expected a value, found a word without double quotes'],
  ['{\n<?include "gone.json"?>}', 'main.json:2:1 cannot read the included file "gone.json": ENOENT'],
  ['[<?include "broken.json"?>]', 'broken.json:2:3 expected a value, found "}"'],
  ['<?include "me.json"?>', 'me.json:1:1 "me.json" includes itself'],
  ['<?include "./me2.json"?>', '././me2.json:1:1 "././me2.json" includes itself'],
  ['[<?include "half.json"?>]', 'half.json:1:1 this string is not closed on its line'],
  ['<?include half.json?>', 'main.json:1:1 expected <?include "file"?>'],
]

for (const [text, message] of refused) {
  test(`refuses ${JSON.stringify(text)}`, () => assert.equal(failure(text), message))
}

test('stray commas are told with their place and the text is read', () => {
  const issues = new Issues()
  assert.deepEqual(plain(read('{"a": [1,,2,],\n}', issues)), {a: [1, 2]})
  assert.deepEqual(
    issues.warnings.map(({line, column}) => `${line}:${column}`),
    ['1:9', '1:12', '1:14'],
  )
})

test('values know where they stand, included ones in their file', () => {
  const root = read('{\n  "x": [<?include "list.json"?>, true]}')
  const list = root.kind === 'map' ? root.entries.get('x')!.value : root
  assert.equal(list.kind, 'list')
  const places = list.kind === 'list' ? list.items.map(({at}) => `${at.file}:${at.line}:${at.column}`) : []
  assert.deepEqual(places, ['list.json:1:1', 'list.json:1:4', 'main.json:2:34'])
})

test('a text read in pieces, however small, is the same', () => {
  for (const [text] of accepted) {
    for (const piece of [1, 2, 3]) {
      const reading = new JsonReading(text, 'main.json', readFile, new Issues())
      let node: Node | undefined
      let pieces = 0
      while (node === undefined) {
        node = reading.advance(piece)
        pieces++
      }
      assert.deepEqual(node, read(text))
      assert.ok(pieces > (text.match(/\d,/g) ?? []).length / piece)
    }
  }
})
