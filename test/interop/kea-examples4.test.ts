import assert from 'node:assert/strict'
import {execFile} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import {parseConfig4} from '../../src/config/dhcp4.ts'
import type {Environment} from '../../src/config/environment.ts'
import {parseIpv4} from '../../src/net-types/ipv4.ts'
import {type DocumentedConfig, documentedExamples4, manualSnippets4} from '../support/kea-manual4.ts'
import {packageRoot} from '../support/keats.ts'
import {Lab, type Netns} from '../support/netns.ts'
import {siteTexts4} from '../support/sites4.ts'

/** What the documentation's machines have. */
const devices: Readonly<Record<string, readonly string[]>> = {
  eth0: ['192.0.2.254'],
  eth1: ['10.0.0.1', '10.0.0.2'],
  eth2: ['198.51.100.254'],
  eth3: ['192.0.2.3'],
  eth1961: ['203.0.113.254'],
  enp0s8: ['192.168.1.2', '192.168.1.3'],
  lo0: [],
  ethX: [],
}

/** Examples and pieces of the manual that keats does not take: the keywords (or libraries) that are the reason, all of them. */
const refused: Readonly<Record<string, readonly string[]>> = {
  'all-keys-netconf.json': ['4o6-subnet', 'config-databases', 'dhcp4o6-port'],
  'all-keys.json': ['4o6-subnet', 'config-databases', 'dhcp4o6-port'],
  'config-backend.json': ['config-databases'],
  'dhcpv4-over-dhcpv6.json': ['4o6-interface', '4o6-subnet', 'dhcp4o6-port'],
  'hooks-radius.json': ['libdhcp_host_cache.so', 'libdhcp_radius.so'],
  'hooks.json': ['charging.so', 'security.so'],
  'with-ddns.json': ['enable-updates'],
  // Without the name of the database, which Kea misses as it starts.
  'dhcp4-srv:432': ['lease-database'],
  'dhcp4-srv:616': ['hosts-database'],
  'dhcp4-srv:722': ['hosts-databases[0]'],
}

const keats = [process.execPath, `${packageRoot}bin/run.js`, 'dhcp4']
const lab = new Lab()
let machine: Netns
let directory = ''

before(() => {
  directory = mkdtempSync(join(tmpdir(), 'keats-examples4-'))
  machine = lab.namespace('machine')
  const wall = lab.namespace('wall')
  for (const [name, addresses] of Object.entries(devices)) {
    lab.cable(machine, name, wall, name)
    for (const address of addresses) machine.address(name, `${address}/24`)
  }
})

after(async () => {
  await lab.close()
  rmSync(directory, {recursive: true, force: true})
})

function environment(): Environment {
  const interfaces = Object.entries(devices).map(
    ([name, texts]) => [name, texts.map(text => parseIpv4(text)!)] as const,
  )
  const readFile = (path: string) => {
    throw new Error(`no file ${path}`)
  }
  return {readFile, stateDirectory: directory, interfaces: new Map([...interfaces, ['lo', [parseIpv4('127.0.0.1')!]]])}
}

/** The last word of each keyword or the name of each library that keats complains about. */
function complaints({name, text}: DocumentedConfig): readonly string[] {
  const result = parseConfig4(text, name, environment())
  if (result.kind === 'config') return []
  const reasons = result.errors.map(({path, message}) => {
    const library = /"?(\S+\.so)"?/.exec(message)?.[1]
    return library?.replaceAll('"', '') ?? path.replace(/^.*\./, '')
  })
  return [...new Set(reasons)].sort()
}

function check(program: readonly string[], text: string, name: string): Promise<boolean> {
  const file = join(directory, `${name.replace(':', '-')}.json`)
  writeFileSync(file, text)
  const [command, ...words] = [...machine.prefix, ...program, '-t', file]
  const options = {env: {...process.env, KEA_LOCKFILE_DIR: 'none', KEA_PIDFILE_DIR: directory}}
  return new Promise((resolve, reject) => {
    execFile(command!, words, options, (error, stdout, stderr) => {
      if (error === null || error.code === 1) resolve(error === null)
      else reject(new Error(`${program} -t ended with ${error.code}: ${stdout}${stderr}`))
    })
  })
}

async function eachOf<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await run(item)
  }
  await Promise.all([worker(), worker()])
}

const listed = (names: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(refused).filter(([name]) => names.has(name)))

test('every example of the Kea package loads, or is refused for keywords that are listed', () => {
  const examples = documentedExamples4()
  assert.equal(examples.length, 27)
  const found = examples.map(example => [example.name, complaints(example)] as const)
  assert.deepEqual(
    Object.fromEntries(found.filter(([, reasons]) => reasons.length > 0)),
    listed(new Set(examples.map(({name}) => name))),
  )
})

test('every piece of the manual that Kea loads is loaded by keats too, or refused for keywords that are listed', async () => {
  const snippets = manualSnippets4()
  const found: Record<string, readonly string[]> = {}
  let loaded = 0
  await eachOf(snippets, async snippet => {
    if (!(await check(['kea-dhcp4'], snippet.text, snippet.name))) return
    loaded++
    const reasons = complaints(snippet)
    if (reasons.length > 0) found[snippet.name] = reasons
  })
  assert.ok(loaded >= 90, `${loaded} of ${snippets.length} pieces are configurations`)
  assert.deepEqual(found, listed(new Set(snippets.map(({name}) => name))))
})

test('the commands say the same of the examples', async () => {
  const wrong: string[] = []
  const some = documentedExamples4().filter((_, index) => index % 4 === 0)
  await eachOf(some, async ({name, text}) => {
    const [theirs, ours] = [await check(['kea-dhcp4'], text, name), await check(keats, text, name)]
    // Libraries that are not installed here are built into keats, so Kea may refuse where keats does not.
    const isRefused = refused[name] !== undefined
    if (ours === isRefused || (theirs && !ours && !isRefused)) wrong.push(`${name}: Kea ${theirs}, keats ${ours}`)
  })
  assert.deepEqual(wrong, [])
})

test('the configurations of sites load in both', async () => {
  const sites = Object.entries(siteTexts4())
  assert.ok(sites.length >= 5)
  await eachOf(sites, async ([name, text]) => {
    assert.equal(await check(['kea-dhcp4'], text, name), true, name)
    assert.equal(await check(keats, text, name), true, name)
    assert.deepEqual(complaints({name, text}), [], name)
  })
})
