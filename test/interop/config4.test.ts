import assert from 'node:assert/strict'
import {execFile} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {networkInterfaces, tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {after, before, test} from 'node:test'
import {parseConfig4} from '../../src/config/dhcp4.ts'
import type {Environment} from '../../src/config/environment.ts'
import type {ServerConfig4} from '../../src/model/config4.ts'
import {type Ipv4, parseIpv4} from '../../src/net-types/ipv4.ts'
import {configCases4, includedFiles, listen} from '../support/config-cases4.ts'

interface Verdict {
  readonly accepted: boolean
  readonly output: string
}

let directory = ''

before(() => {
  directory = mkdtempSync(join(tmpdir(), 'keats-config4-'))
  for (const [name, text] of Object.entries(includedFiles)) writeFileSync(join(directory, name), text)
})

after(() => rmSync(directory, {recursive: true, force: true}))

function environment(): Environment {
  const interfaces = Object.entries(networkInterfaces()).map(([name, addresses = []]) => {
    const ipv4 = addresses.flatMap(({address}) => parseIpv4(address) ?? [])
    return [name, ipv4 as Ipv4[]] as const
  })
  const readFile = (path: string) => readFileSync(resolve(directory, path), 'utf8')
  return {readFile, stateDirectory: directory, interfaces: new Map(interfaces)}
}

function askKea(text: string, name: string): Promise<Verdict> {
  mkdirSync(join(directory, name))
  const file = join(directory, name, 'x.json')
  writeFileSync(file, text)
  const options = {cwd: directory, env: {...process.env, KEA_LOCKFILE_DIR: 'none', KEA_PIDFILE_DIR: directory}}
  return new Promise((resolveVerdict, reject) => {
    execFile('kea-dhcp4', ['-t', file], options, (error, stdout, stderr) => {
      if (error !== null && error.code !== 1) reject(new Error(`kea-dhcp4 -t ended with ${error.code}: ${stderr}`))
      else resolveVerdict({accepted: error === null, output: stdout + stderr})
    })
  })
}

/** Two at a time, in order of the answers. */
async function eachOf<T>(items: readonly T[], run: (item: T, index: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) await run(items[index]!, index)
  }
  await Promise.all([worker(), worker()])
}

/** The timers of each subnet as Kea's log tells them, in its order: t1, t2, valid lifetime. */
function timersOfKea(output: string): string[] {
  const lines = output.matchAll(
    /added to configuration: \S+ with params: (?:t1=(\d+), )?(?:t2=(\d+), )?valid-lifetime=(\d+)/g,
  )
  return [...lines].map(([, t1, t2, valid]) => `${t1} ${t2} ${valid}`)
}

function timersOf(config: ServerConfig4): string[] {
  return config.subnets.map(subnet => `${subnet.renewTimer} ${subnet.rebindTimer} ${subnet.validLifetime.default}`)
}

test('kea-dhcp4 is the release that the table was measured on', async () => {
  const version = await new Promise<string>((done, fail) =>
    execFile('kea-dhcp4', ['-v'], (error, stdout) => (error === null ? done(stdout.trim()) : fail(error))),
  )
  assert.equal(version, '2.2.0')
})

test('kea-dhcp4 -t and keats judge the same configurations alike', async () => {
  const cases = configCases4()
  assert.ok(cases.length >= 600, `only ${cases.length} cases`)
  const wrong: string[] = []
  await eachOf(cases, async ({text, differs}, index) => {
    const kea = await askKea(text, String(index))
    const ours = parseConfig4(text, 'x.json', environment())
    const same = kea.accepted === (ours.kind === 'config')
    if (same !== (differs === undefined)) {
      const said = ours.kind === 'config' ? 'accepted' : ours.errors[0]?.message
      wrong.push(
        `${text}\n  Kea ${kea.accepted ? 'accepts' : 'refuses'}, keats: ${said}, expected: ${differs ?? 'the same'}`,
      )
    }
    if (kea.accepted && ours.kind === 'config' && differs === undefined) {
      const [theirs, mine] = [timersOfKea(kea.output), timersOf(ours.config)]
      if (theirs.join() !== mine.join()) wrong.push(`${text}\n  timers: Kea [${theirs}], keats [${mine}]`)
    }
  })
  assert.equal(wrong.join('\n'), '')
})

test('warnings about commas come where Kea has them', async () => {
  const text = `{"Dhcp4":{${listen},,\n"user-context":{"a":[1,2,,],},\n},}`
  const kea = await askKea(text, 'commas')
  const theirs = [...kea.output.matchAll(/warning: \S+:(\d+)\.(\d+): Extraneous/g)].map(
    ([, line, column]) => `${line}:${column}`,
  )
  const ours = parseConfig4(text, 'x.json', environment()).warnings.map(({line, column}) => `${line}:${column}`)
  assert.equal(theirs.length, 6)
  assert.deepEqual(ours, theirs)
})
