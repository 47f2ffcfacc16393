import {randomUUID} from 'node:crypto'
import {type FileHandle, open, realpath, rename, rm, stat} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'

/** Only its owner may read what a configuration says: passwords are in it. */
const PRIVATE = 0o600

/**
 * Replaces a file as a whole: whoever reads it, also after a crash, finds the old content or the new one. An existing file
 * keeps its mode and its owner, and a symbolic link stays one. Rejects with the system's error, and with one of its own for
 * what is no regular file.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(whenMissing(path))
  const former = await stat(target).catch(whenMissing(undefined))
  if (former !== undefined && !former.isFile()) throw new Error('it is not a regular file')
  const temporary = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomUUID()}`)
  const file = await open(temporary, 'wx', PRIVATE)
  try {
    try {
      await file.writeFile(text)
      if (former !== undefined) await takeAfter(file, former)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, {force: true})
    throw error
  }
  await syncDirectory(dirname(target))
}

function whenMissing<T>(instead: T): (error: unknown) => T {
  return error => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return instead
    throw error
  }
}

/** Mode last: a change of owner clears some of its bits. */
async function takeAfter(file: FileHandle, {uid, gid, mode}: {uid: number; gid: number; mode: number}): Promise<void> {
  const own = await file.stat()
  if (own.uid !== uid || own.gid !== gid) await file.chown(uid, gid)
  await file.chmod(mode & 0o7777)
}

/** Without it the new name may be lost with the power, though not the content behind the old one. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
