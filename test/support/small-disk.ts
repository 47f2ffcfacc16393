import {execFileSync} from 'node:child_process'
import {closeSync, fstatSync, ftruncateSync, openSync, rmSync, writeSync} from 'node:fs'
import {join} from 'node:path'

/** A file system of few megabytes over an existing folder, for tests of a full disk. Needs root. */
export class SmallDisk {
  readonly directory: string
  readonly #filler: string

  private constructor(directory: string) {
    this.directory = directory
    this.#filler = join(directory, 'filler')
  }

  /** `owner` keeps the folder. */
  static mount(directory: string, megabytes: number, owner: string): SmallDisk {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', directory])
    execFileSync('chown', [`${owner}:${owner}`, directory])
    return new SmallDisk(directory)
  }

  /** Takes all the room that is left, but for `spare` bytes. */
  fill(spare = 0): void {
    const file = openSync(this.#filler, 'a')
    try {
      const block = Buffer.alloc(4096)
      for (;;) writeSync(file, block)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    } finally {
      ftruncateSync(file, Math.max(0, fstatSync(file).size - spare))
      closeSync(file)
    }
  }

  makeRoom(): void {
    rmSync(this.#filler, {force: true})
  }

  unmount(): void {
    execFileSync('umount', ['-l', this.directory])
  }
}
