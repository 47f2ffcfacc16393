import assert from 'node:assert/strict'
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {after, test} from 'node:test'
import {replaceFile} from '../../../src/server/replace-file.ts'

const directory = mkdtempSync(join(tmpdir(), 'keats-replace-'))
after(() => rmSync(directory, {recursive: true, force: true}))

test('a new file is for its owner alone', async () => {
  const file = join(directory, 'new')
  await replaceFile(file, 'text')
  assert.equal(readFileSync(file, 'utf8'), 'text')
  assert.equal(statSync(file).mode & 0o777, 0o600)
})

test('an existing file keeps mode and owner', async () => {
  const file = join(directory, 'old')
  writeFileSync(file, 'before')
  chmodSync(file, 0o640)
  chownSync(file, 65534, 65534)
  await replaceFile(file, 'after')
  const {mode, uid, gid} = statSync(file)
  assert.deepEqual([readFileSync(file, 'utf8'), mode & 0o777, uid, gid], ['after', 0o640, 65534, 65534])
})

test('a symbolic link stays one', async () => {
  const file = join(directory, 'real')
  const link = join(directory, 'link')
  writeFileSync(file, 'before')
  symlinkSync('real', link)
  await replaceFile(link, 'after')
  assert.ok(lstatSync(link).isSymbolicLink())
  assert.equal(readFileSync(file, 'utf8'), 'after')
})

test('readers never see half of a file', async () => {
  const file = join(directory, 'read')
  const texts = ['a'.repeat(1_000_000), 'b'.repeat(1_000_000)]
  writeFileSync(file, texts[0]!)
  let writing = true
  const writer = (async () => {
    for (let round = 1; round <= 20; round++) await replaceFile(file, texts[round % 2]!)
    writing = false
  })()
  let reads = 0
  while (writing) {
    assert.ok(texts.includes(readFileSync(file, 'utf8')))
    reads++
    await new Promise(setImmediate)
  }
  await writer
  assert.ok(reads > 20)
})

test('what cannot be written is refused and leaves nothing behind', async () => {
  const folder = join(directory, 'folder')
  mkdirSync(folder)
  const before = readdirSync(directory)
  await assert.rejects(replaceFile(folder, 'text'), /not a regular file/)
  await assert.rejects(replaceFile('/dev/null', 'text'), /not a regular file/)
  await assert.rejects(replaceFile(join(directory, 'gone', 'file'), 'text'), /ENOENT/)
  await assert.rejects(replaceFile(join(directory, 'new', 'file'), 'text'), /ENOTDIR/)
  assert.deepEqual(readdirSync(directory), before)
})
