import assert from 'node:assert/strict'
import {test} from 'node:test'
import type {Json} from '../../../src/model/json.ts'
import {jsonText} from '../../../src/model/json-text.ts'

const printed: readonly (readonly [Json, string])[] = [
  [{b: 1, a: [null, true, 'x"é\n'], c: {}, d: []}, '{"a": [null, true, "x\\"é\\n"], "b": 1, "c": {}, "d": []}'],
  [{'t1-percent': 1, 't2-percent': 0.5, other: 1}, '{"other": 1, "t1-percent": 1.0, "t2-percent": 0.5}'],
  [{'cache-threshold': 1e-7}, '{"cache-threshold": 1e-7}'],
  [
    [2 ** 53, 1e20, 1e21, -1e19, 1.5],
    '[9007199254740992, 100000000000000000000.0, 1e+21, -10000000000000000000.0, 1.5]',
  ],
  [18_446_744_073_709_551_616n, '18446744073709551616'],
]

for (const [value, text] of printed) {
  test(`prints ${text}`, () => assert.equal(jsonText(value), text))
}

test('with an indent there is one member a line', () => {
  assert.equal(
    jsonText({b: [1, {}], a: {c: 'x'}}, 2),
    '{\n  "a": {\n    "c": "x"\n  },\n  "b": [\n    1,\n    {}\n  ]\n}',
  )
})
