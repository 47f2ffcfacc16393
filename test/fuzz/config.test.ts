import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {test} from 'node:test'
import {fileURLToPath} from 'node:url'
import {type ConfigResult4, parseConfig4} from '../../src/config/dhcp4.ts'
import type {Environment} from '../../src/config/environment.ts'
import {lint4} from '../../src/config/lint/lint4.ts'
import {lintCases4, soundConfig4} from '../support/lint-cases4.ts'
import {SeededRandom, testSeed} from '../support/random.ts'
import {mutateText} from './mutate-text.ts'

const TEXTS = 100_000
/** Far above what any of these texts may take, far below what a quadratic reader would. */
const SLOWEST_MS = 250

const files: Readonly<Record<string, string>> = {
  a: '"valid-lifetime": 5, <?include "b"?>',
  b: '"renew-timer": 1',
  self: '<?include "self"?>',
  // Ten includes of a file with ten includes …: a billion without a bound.
  ...Object.fromEntries(Array.from({length: 9}, (_, i) => [`wide${i}`, `<?include "wide${i + 1}"?>\n`.repeat(10)])),
  wide9: '',
}

const environment: Environment = {
  readFile: path => {
    if (!Object.hasOwn(files, path)) throw new Error('no such file')
    return files[path]!
  },
  stateDirectory: '/state',
}

/** A configuration with everything in it, to start from. */
const whole = JSON.stringify(
  {
    Dhcp4: {
      'interfaces-config': {interfaces: ['eth0', 'eth1/192.0.2.1'], 'dhcp-socket-type': 'raw', 're-detect': true},
      'lease-database': {type: 'postgresql', name: 'kea', host: 'db.example', port: 5432, user: 'kea', password: 'x'},
      'expired-leases-processing': {'reclaim-timer-wait-time': 10, 'hold-reclaimed-time': 3600},
      'valid-lifetime': 4000,
      'min-valid-lifetime': 2000,
      'max-valid-lifetime': 8000,
      'calculate-tee-times': true,
      't1-percent': 0.5,
      't2-percent': 0.75,
      'option-data': [
        {name: 'domain-name-servers', data: '192.0.2.1, 192.0.2.2', 'always-send': true},
        {code: 121, 'csv-format': false, data: '080ac0000201'},
        {name: 'domain-search', data: 'a.example, b.example'},
      ],
      'shared-networks': [
        {
          name: 'floor',
          relay: {'ip-addresses': ['198.51.100.1']},
          subnet4: [{id: 7, subnet: '198.51.100.0/24', pools: [{pool: '198.51.100.10 - 198.51.100.20'}]}],
        },
      ],
      subnet4: [
        {subnet: '192.0.2.0/24', pools: [{pool: '192.0.2.64/26', 'user-context': {a: [1, null]}}], comment: 'c'},
      ],
      loggers: [
        {
          name: 'kea-dhcp4',
          severity: 'DEBUG',
          debuglevel: 5,
          output_options: [{output: 'stdout', pattern: '%D{%H:%M} %-5p %m\n'}],
        },
      ],
      'multi-threading': {'enable-multi-threading': true, 'packet-queue-size': 64},
    },
  },
  undefined,
  2,
)

function corpus(): string[] {
  const table = readFileSync(
    fileURLToPath(new URL('../../../test/fixtures/config4-cases.txt', import.meta.url)),
    'utf8',
  )
  const lines = table.split('\n').filter(line => /^["{]/.test(line))
  const framed = lines.map(line =>
    line.startsWith('{') ? line : `{"Dhcp4":{"subnet4":[{"subnet":"192.0.2.0/24",${line}}]}}`,
  )
  const global = lines.filter(line => line.startsWith('"')).map(line => `{"Dhcp4":{${line}}}`)
  const doubtful = lintCases4.map(({bad}) => JSON.stringify({Dhcp4: {...soundConfig4, ...bad}}))
  return [...framed, ...global, ...doubtful, ...Array.from({length: 400}, () => whole)]
}

/** A result, or errors with a place in the text and a message that says something. */
function check(text: string, result: ConfigResult4): void {
  if (result.kind === 'config') assert.ok(Array.isArray(result.config.subnets))
  else assert.ok(result.errors.length > 0)
  const issues = result.kind === 'errors' ? [...result.errors, ...result.warnings] : result.warnings
  const lines = text.split('\n')
  for (const {file, line, column, message} of issues) {
    assert.ok(message.length > 5 && message.length <= 501)
    if (file !== 'fuzz.json') continue
    assert.ok(line >= 1 && line <= lines.length, `line ${line} of ${lines.length}`)
    assert.ok(column >= 1 && column <= lines[line - 1]!.length + 1, `column ${column} of line ${line}`)
  }
}

/** What rules say about it has a place too. */
function checkFindings(text: string, result: ConfigResult4): void {
  if (result.kind !== 'config' || result.given.kind !== 'map') return
  const {findings} = lint4(result.given, result.config, {interfaces: new Map(), modeOf: () => 0o644})
  const lines = text.split('\n')
  for (const {file, line, column, path, message} of findings) {
    assert.ok(message.length > 5 && path.startsWith('Dhcp4'))
    if (file === 'fuzz.json') assert.ok(column <= lines[line - 1]!.length, `${path}: column ${column} of line ${line}`)
  }
}

/** Milliseconds of one reading. A pause of the machine is not the text's fault: what seems slow is measured again. */
function timed(text: string): number {
  let best = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 5 && best > SLOWEST_MS; tries++) {
    const before = performance.now()
    parseConfig4(text, 'fuzz.json', environment)
    best = Math.min(best, performance.now() - before)
  }
  return best
}

test(`${TEXTS} mutated configurations: each gives a configuration or errors with their place`, () => {
  const seed = testSeed()
  console.log(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)
  const random = new SeededRandom(seed)
  const texts = corpus()
  const outcomes = {config: 0, errors: 0}
  for (let index = 0; index < TEXTS; index++) {
    const text = mutateText(random.pick(texts), texts, random)
    const before = performance.now()
    let result: ConfigResult4
    try {
      result = parseConfig4(text, 'fuzz.json', environment)
      check(text, result)
      checkFindings(text, result)
    } catch (error) {
      assert.fail(`text ${index} of seed ${seed}: ${error}\n${JSON.stringify(text)}`)
    }
    outcomes[result.kind]++
    if (performance.now() - before > SLOWEST_MS) {
      assert.ok(timed(text) <= SLOWEST_MS, `text ${index} of seed ${seed} is slow:\n${JSON.stringify(text)}`)
    }
  }
  console.log(outcomes)
  // Both sides of the reader are exercised.
  assert.ok(outcomes.config > TEXTS / 50 && outcomes.errors > TEXTS / 4)
})

const hostile: readonly (readonly [string, string])[] = [
  ['lists nested a million deep', '['.repeat(1_000_000)],
  ['maps nested a million deep', '{"a":'.repeat(1_000_000)],
  ['a string without end', `"${'a'.repeat(5_000_000)}`],
  ['a string of escapes', `{"Dhcp4":{"server-tag":"${'\\u0041'.repeat(500_000)}"}}`],
  ['a number of a million digits', `{"Dhcp4":{"valid-lifetime":${'9'.repeat(1_000_000)}}}`],
  ['a fraction of a million digits', `{"Dhcp4":{"t1-percent":0.${'0'.repeat(1_000_000)}1}}`],
  ['a comment without end', `/*${'*'.repeat(5_000_000)}`],
  ['five million line ends', '\n'.repeat(5_000_000)],
  ['a million commas', `{"Dhcp4":{"subnet4":[{"subnet":"192.0.2.0/24"}${','.repeat(1_000_000)}]}}`],
  ['a hundred thousand unknown keywords', `{"Dhcp4":{${Array.from({length: 100_000}, (_, i) => `"k${i}":1`).join()}}}`],
  ['an unknown keyword of a million letters', `{"Dhcp4":{"${'x'.repeat(1_000_000)}":1}}`],
  ['a list of 200,000 empty maps', `{"Dhcp4":{"subnet4":[${'{},'.repeat(200_000)}{}]}}`],
  ['includes of includes, ten to the tenth', '<?include "wide0"?>'],
  [
    'fifty thousand pools',
    `{"Dhcp4":{"subnet4":[{"subnet":"10.0.0.0/8","pools":[${Array.from({length: 50_000}, (_, i) => `{"pool":"10.${i >> 8}.${i & 255}.0/24"}`).join()}]}]}}`,
  ],
  ['an option of a million commas', `{"Dhcp4":{"option-data":[{"name":"routers","data":"${','.repeat(1_000_000)}"}]}}`],
  [
    'an option of a million digits',
    `{"Dhcp4":{"option-data":[{"code":121,"csv-format":false,"data":"${'a'.repeat(1_000_000)}"}]}}`,
  ],
  [
    'a pattern of a million conversions',
    `{"Dhcp4":{"loggers":[{"name":"a","output_options":[{"output":"b","pattern":"${'%m'.repeat(500_000)}"}]}]}}`,
  ],
]

for (const [name, text] of hostile) {
  test(`bounded: ${name}`, () => {
    const before = performance.now()
    check(text, parseConfig4(text, 'fuzz.json', environment))
    const took = performance.now() - before
    // Under a second each on a quiet machine; minutes where the work grows with the square of the text.
    assert.ok(took < 20_000, `${took} ms`)
  })
}
