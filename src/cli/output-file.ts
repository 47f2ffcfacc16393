import {type FileHandle, open, realpath, rename, rm, stat} from 'node:fs/promises'
import {dirname} from 'node:path'
import {Failure} from './failure.ts'

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** Whether the file is there; refuses what is no file, such as a directory or a device. */
export async function checkOutputFile(file: string): Promise<boolean> {
  try {
    if (!(await stat(file)).isFile()) throw new Failure('failure', `${file} is no file`, 'name another one')
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    if (error instanceof Failure) throw error
    throw new Failure('failure', `cannot write ${file}: ${codeOf(error)}`, 'check the path and its permissions')
  }
}

/** Bytes written at once. */
const BLOCK = 1 << 18

/** A file that gets its name, over one that has it, only when it is complete and on the disk. */
export class OutputFile {
  readonly #partial: string
  readonly #file: string
  readonly #handle: FileHandle
  #waiting: string[] = []
  #length = 0

  private constructor(file: string, partial: string, handle: FileHandle) {
    this.#file = file
    this.#partial = partial
    this.#handle = handle
  }

  static async create(path: string): Promise<OutputFile> {
    try {
      // A symbolic link stays one.
      const file = await realpath(path).catch(() => path)
      const partial = `${file}.${process.pid}.partial`
      return new OutputFile(file, partial, await open(partial, 'w'))
    } catch (error) {
      throw new Failure('failure', `cannot write ${path}: ${codeOf(error)}`, 'check the path and its permissions')
    }
  }

  /** `text` holds one character a byte. */
  async write(text: string): Promise<void> {
    this.#waiting.push(text)
    this.#length += text.length
    if (this.#length >= BLOCK) await this.#flush()
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#waiting.join(''), 'latin1')
    this.#waiting = []
    this.#length = 0
    try {
      await this.#handle.writeFile(bytes)
    } catch (error) {
      const why = codeOf(error) === 'ENOSPC' ? 'no space left on the disk' : codeOf(error)
      throw new Failure('failure', `cannot write ${this.#file}: ${why}`, 'it is as it was before')
    }
  }

  async commit(): Promise<void> {
    await this.#flush()
    await this.#handle.sync()
    await this.#handle.close()
    await rename(this.#partial, this.#file)
    const directory = await open(dirname(this.#file))
    await directory.sync()
    await directory.close()
  }

  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => {})
    await rm(this.#partial, {force: true})
  }
}
