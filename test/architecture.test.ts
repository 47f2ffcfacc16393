import assert from 'node:assert/strict'
import {readdirSync, readFileSync} from 'node:fs'
import {dirname, join, normalize, relative} from 'node:path'
import {test} from 'node:test'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const src = join(root, 'src')

/** A file imports only from lower layers or its own folder. Files at the top of src have a layer of their own. */
const layers: Readonly<Record<string, number>> = {
  lib: 0,
  'net-types': 0,
  wire: 1,
  model: 2,
  config: 3,
  engine: 3,
  ha: 3,
  ports: 3,
  server: 4,
  control: 4,
  db: 4,
  net: 4,
  'open-databases.ts': 4.5,
  'read-databases.ts': 4.5,
  'app.ts': 5,
  cli: 5,
  commands: 6,
}

/** Folders of the same number that may see each other: brands are lib's, and adapters implement ports. */
const allowed = new Set(['net-types>lib', 'config>ports', 'engine>ports', 'ha>ports'])

const drivers: Readonly<Record<string, string>> = {
  pg: 'db/postgres.ts',
  'mysql2/promise': 'db/mysql.ts',
  mysql2: 'db/mysql.ts',
  'better-sqlite3': 'db/sqlite.ts',
  koffi: 'net/libc.ts',
}

interface Import {
  readonly from: string
  readonly to: string
}

function sources(directory: string): string[] {
  return readdirSync(directory, {recursive: true, encoding: 'utf8'})
    .filter(name => name.endsWith('.ts'))
    .map(name => join(directory, name))
}

function imports(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const found = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)
  return [...found].map(match => ({from: relative(src, file), to: match[1]!}))
}

const all = sources(src).flatMap(imports)
const place = (path: string) => path.split('/')[0]!

test('every folder has a layer', () => {
  const unknown = [...new Set(sources(src).map(file => place(relative(src, file))))].filter(name => !(name in layers))
  assert.deepEqual(unknown, [])
})

test('imports go downwards', () => {
  const wrong = all
    .filter(({to}) => to.startsWith('.'))
    .map(({from, to}) => ({from, to: normalize(join(dirname(from), to))}))
    .filter(({from, to}) => {
      const [above, below] = [place(from), place(to)]
      return above !== below && !allowed.has(`${above}>${below}`) && layers[above]! <= (layers[below] ?? 99)
    })
  assert.deepEqual(wrong, [])
})

test('a driver is named in one file', () => {
  const wrong = all.filter(({from, to}) => to in drivers && drivers[to] !== from)
  assert.deepEqual(wrong, [])
})

test('time, chance, environment and console belong to the edges', () => {
  const pure = ['lib', 'net-types', 'wire', 'model', 'config', 'engine', 'ha', 'ports', 'server', 'control']
  const wrong = sources(src)
    .filter(file => pure.includes(place(relative(src, file))))
    .flatMap(file => {
      const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      const hits = text.match(/\b(?:Date\.now|Math\.random|process\.(?:env|exit|argv)|console\.\w+)/g) ?? []
      return hits.map(hit => `${relative(src, file)}: ${hit}`)
    })
  assert.deepEqual(wrong, [])
})

test('engine, ha and wire never await', () => {
  const wrong = sources(src)
    .filter(file => ['engine', 'ha', 'wire', 'model'].includes(place(relative(src, file))))
    .filter(file =>
      /\b(?:await|async|Promise)\b/.test(readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')),
    )
  assert.deepEqual(wrong, [])
})

test('no cycles', () => {
  const edges = new Map<string, string[]>()
  for (const {from, to} of all) {
    if (to.startsWith('.')) edges.set(from, [...(edges.get(from) ?? []), normalize(join(dirname(from), to))])
  }
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    assert.ok(!path.includes(file), `cycle: ${[...path, file].join(' > ')}`)
    if (done.has(file)) return
    for (const next of edges.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of edges.keys()) visit(file, [])
})
