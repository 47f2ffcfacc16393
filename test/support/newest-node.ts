import {execFileSync} from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {packageRoot} from './keats.ts'

/** The line of Node.js that is the newest with long-term support. */
const MAJOR = 24

/** Another Node.js, and this package with native parts that are built for it. */
export interface OtherNode {
  readonly node: string
  readonly root: string
  remove(): void
}

/**
 * Installs that Node.js from npm, builds the SQLite driver with the headers that come with it, and copies this package
 * beside them. Node.js and driver stay in node_modules/.cache: the driver takes half a minute to compile.
 */
export function newestNode(): OtherNode {
  const {packages} = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')) as Lock
  const sqlite = packages['node_modules/better-sqlite3']!.version
  const cache = join(packageRoot, 'node_modules/.cache', `keats-node-${MAJOR}-${sqlite}`)
  if (!existsSync(cache)) fill(cache, sqlite)
  const root = mkdtempSync(join(packageRoot, 'node_modules/.cache', 'keats-on-other-node-'))
  for (const name of ['bin', 'dist', 'migrations', 'package.json', 'oclif.manifest.json']) {
    cpSync(join(packageRoot, name), join(root, name), {recursive: true})
  }
  const modules = join(root, 'node_modules')
  mkdirSync(modules)
  for (const name of readdirSync(join(packageRoot, 'node_modules'))) {
    if (name !== 'better-sqlite3' && name !== '.cache')
      symlinkSync(join(packageRoot, 'node_modules', name), join(modules, name))
  }
  cpSync(join(cache, 'node_modules/better-sqlite3'), join(modules, 'better-sqlite3'), {recursive: true})
  return {node: nodeIn(cache), root, remove: () => rmSync(root, {recursive: true, force: true})}
}

interface Lock {
  readonly packages: Readonly<Record<string, {readonly version: string} | undefined>>
}

const platform = `node-linux-${process.arch}`
const nodeIn = (directory: string) => join(directory, 'node_modules', platform, 'bin/node')

/** In a folder of its own first: what is interrupted must not pass for done. */
function fill(cache: string, sqlite: string): void {
  mkdirSync(join(cache, '..'), {recursive: true})
  const work = mkdtempSync(`${cache}-`)
  const script = 'cd node_modules/better-sqlite3 && node-gyp rebuild --debug'
  writeFileSync(join(work, 'package.json'), JSON.stringify({private: true, scripts: {build: script}}))
  const npm = (environment: NodeJS.ProcessEnv, ...words: string[]) =>
    execFileSync('npm', words, {cwd: work, env: {...process.env, ...environment}, stdio: ['ignore', 'ignore', 'pipe']})
  npm({}, 'install', '--ignore-scripts', '--no-audit', '--no-fund', `${platform}@${MAJOR}`, `better-sqlite3@${sqlite}`)
  const home = join(work, 'node_modules', platform)
  npm({PATH: `${join(home, 'bin')}:${process.env['PATH']}`, npm_config_nodedir: home}, 'run', 'build')
  // Only the driver is wanted of the two hundred megabytes around it.
  rmSync(join(work, 'node_modules/better-sqlite3/build/Debug/obj.target'), {recursive: true, force: true})
  renameSync(work, cache)
}
