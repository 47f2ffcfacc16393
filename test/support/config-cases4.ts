import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

/** A configuration file's text out of test/fixtures/config4-cases.txt. */
export interface ConfigCase4 {
  readonly text: string
  /** Why Kea and keats judge it differently; undefined = they agree. */
  readonly differs: string | undefined
}

export const listen = '"interfaces-config":{"interfaces":[]}'
const pool = '"pool":"192.0.2.10-192.0.2.20"'

/** What the options of the frame `defined` may use. */
const definitions = [
  '{"name":"foo","code":230,"type":"uint8"}',
  '{"name":"bar","code":231,"type":"uint8"}',
  '{"name":"e","code":232,"type":"empty"}',
  '{"name":"r","code":233,"type":"record","record-types":"uint8, fqdn","array":true}',
  '{"name":"h","code":234,"type":"empty","encapsulate":"x"}',
  '{"name":"p6","code":235,"type":"ipv6-prefix"}',
  '{"name":"ps","code":236,"type":"psid"}',
  '{"name":"t","code":237,"type":"tuple"}',
  '{"name":"g43","code":43,"type":"uint8"}',
  '{"name":"one","code":1,"space":"x","type":"uint8"}',
].join()

/** Where a line of the table stands. */
const frames: Readonly<Record<string, (line: string) => string>> = {
  text: line => line,
  global: line => `{"Dhcp4":{${listen},${line}}}`,
  network: line => `{"Dhcp4":{${listen},"shared-networks":[{"name":"n",${line}}]}}`,
  subnet: line => `{"Dhcp4":{${listen},"subnet4":[{"subnet":"192.0.2.0/24",${line}}]}}`,
  pool: line => `{"Dhcp4":{${listen},"subnet4":[{"subnet":"192.0.2.0/24","pools":[{${pool},${line}}]}]}}`,
  reservation: line => `{"Dhcp4":{${listen},"subnet4":[{"subnet":"192.0.2.0/24","reservations":[{${line}}]}]}}`,
  'global-reservation': line => `{"Dhcp4":{${listen},"reservations":[{${line}}]}}`,
  class: line => `{"Dhcp4":{${listen},"client-classes":[{"name":"earlier"},{"name":"c",${line}},{"name":"later"}]}}`,
  option: line => `{"Dhcp4":{${listen},"option-data":[{${line}}]}}`,
  definition: line => `{"Dhcp4":{${listen},"option-def":[{${line}}]}}`,
  defined: line => `{"Dhcp4":{${listen},"option-data":[{${line}}],"option-def":[${definitions}]}}`,
}

/** What the lines include. */
export const includedFiles: Readonly<Record<string, string>> = {
  'inc1.json': '{"Dhcp4": {"interfaces-config":{"interfaces":[]}}}',
  'inc2.json': '{"interfaces-config":{"interfaces":[]}}',
  'inc3.json': '"valid-lifetime":5',
  'inc4.json': '"renew-timer":5',
  'loop.json': '<?include "loop.json"?>',
  'empty.json': '',
  'unclosed.json': '/* x',
}

export function configCases4(): ConfigCase4[] {
  const table = fileURLToPath(new URL('../../../test/fixtures/config4-cases.txt', import.meta.url))
  const cases: ConfigCase4[] = []
  let frame = frames['text']!
  let differs: string | undefined
  for (const line of readFileSync(table, 'utf8').split('\n')) {
    if (line === '' || (line.startsWith('#') && cases.length === 0)) continue
    if (line.startsWith('== ')) frame = frames[line.slice(3)]!
    else if (line.startsWith('-- ')) differs = line.slice(3)
    else {
      cases.push({text: frame(line.replaceAll('⏎', '\n').replaceAll('⇥', '\t')), differs})
      differs = undefined
    }
  }
  return cases
}
