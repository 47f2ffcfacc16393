import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdtempSync, readFileSync, rmSync, unlinkSync, utimesSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {test} from 'node:test'
import {PidFile, pidFileOf} from '../../../src/net/pid-file.ts'

const ours = process.pid

async function inDirectory(work: (path: string, directory: string) => Promise<void> | void): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'keats-pid-'))
  try {
    await work(join(directory, 'a.kea-dhcp4.pid'), directory)
  } finally {
    rmSync(directory, {recursive: true})
  }
}

/** The number of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn('true')
  await once(child, 'close')
  return child.pid!
}

test('the name is that of the configuration file and of the server', () => {
  assert.deepEqual(pidFileOf('/etc/kea/kea-dhcp4.conf', 'kea-dhcp4', undefined), {
    path: '/run/kea/kea-dhcp4.kea-dhcp4.pid',
    required: false,
  })
  assert.deepEqual(pidFileOf('b.c.json', 'kea-dhcp4', '/tmp/x'), {path: '/tmp/x/b.c.kea-dhcp4.pid', required: true})
  assert.equal(pidFileOf('plain', 'kea-dhcp4', '').required, false)
})

test('it holds the process number while it is taken, and is gone after release', () =>
  inDirectory(path => {
    const file = PidFile.take(path, ours)
    assert.equal(readFileSync(path, 'utf8'), `${ours}\n`)
    assert.throws(() => PidFile.take(path, ours), {
      name: 'AlreadyRunning',
      message: new RegExp(`process ${ours}, .*${path}`),
    })
    file.release()
    assert.equal(existsSync(path), false)
    PidFile.take(path, ours).release()
  }))

test('a file of a process that ended, of this process or without a number is taken over', () =>
  inDirectory(async path => {
    for (const content of [`${await deadPid()}\n`, `${ours}`, '', 'garbage', `${'9'.repeat(30)}\n`, '-1']) {
      writeFileSync(path, content)
      const file = PidFile.take(path, ours)
      assert.equal(readFileSync(path, 'utf8'), `${ours}\n`, content)
      file.release()
    }
  }))

test('a file of a living process is refused, one that is older than the process is taken over', () =>
  inDirectory(path => {
    writeFileSync(path, '1')
    assert.throws(() => PidFile.take(path, ours), {name: 'AlreadyRunning'})
    assert.equal(readFileSync(path, 'utf8'), '1')
    // As if process 1 had started after another one of that number had written the file.
    utimesSync(path, 1000, 1000)
    PidFile.take(path, ours).release()
    assert.equal(existsSync(path), false)
  }))

test('a file that was removed and made by another server is left alone', () =>
  inDirectory(path => {
    const first = PidFile.take(path, ours)
    unlinkSync(path)
    const second = PidFile.take(path, ours)
    first.release()
    assert.equal(readFileSync(path, 'utf8'), `${ours}\n`)
    second.release()
    assert.equal(existsSync(path), false)
  }))

test('a directory that is not there is an error that names the file', () =>
  inDirectory((_, directory) => {
    assert.throws(
      () => PidFile.take(join(directory, 'none', 'x.pid'), ours),
      /cannot write the PID file .*x\.pid: ENOENT/,
    )
  }))
