import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {test} from 'node:test'
import {packageRoot} from '../support/keats.ts'

test('the packed package installs in an empty folder and runs', {timeout: 300_000}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'keats-package-'))
  try {
    const run = (command: string, args: readonly string[], cwd = folder) =>
      execFileSync(command, args, {cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit']})
    const packed = JSON.parse(
      run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], packageRoot),
    )
    const [{filename, files}] = packed
    const paths: string[] = files.map((file: {path: string}) => file.path)
    assert.deepEqual(
      paths.filter(path => path.startsWith('test/') || path.startsWith('src/')),
      [],
    )
    writeFileSync(join(folder, 'package.json'), JSON.stringify({name: 'site', private: true}))
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error', join(folder, filename)])
    const keats = join(folder, 'node_modules', '.bin', 'keats')
    assert.match(run(keats, ['--help']), /db-init[\s\S]*dhcp4/)
    run(keats, ['db-init', 'sqlite', '-n', 'leases.sqlite'])
    assert.match(run(keats, ['db-version', 'sqlite', '-n', 'leases.sqlite']), /^\d+\.\d+\n$/)
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
})
