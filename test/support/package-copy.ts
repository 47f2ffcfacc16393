import {cpSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {scratchDirectory} from './databases.ts'
import {packageRoot} from './keats.ts'

/** A copy of the built package whose files a test may change. `bin` starts its command. */
export interface PackageCopy {
  readonly directory: string
  readonly bin: string
  /** Rewrites a file, named from the package's root. */
  edit(file: string, change: (text: string) => string): void
}

export function copyPackage(): PackageCopy {
  const directory = mkdtempSync(join(scratchDirectory(), 'package-'))
  for (const name of ['bin', 'package.json', 'oclif.manifest.json', 'migrations', 'dist/src']) {
    cpSync(join(packageRoot, name), join(directory, name), {recursive: true})
  }
  symlinkSync(join(packageRoot, 'node_modules'), join(directory, 'node_modules'))
  return {
    directory,
    bin: join(directory, 'bin', 'run.js'),
    edit: (file, change) => {
      const path = join(directory, file)
      writeFileSync(path, change(readFileSync(path, 'utf8')))
    },
  }
}

/** Puts a statement that fails in the middle of a chain's last step. Answers the file's name. */
export function breakLastStep(copy: PackageCopy, backend: string): string {
  const file = readdirSync(join(copy.directory, 'migrations', backend))
    .sort()
    .at(-1)!
  copy.edit(`migrations/${backend}/${file}`, text => {
    const ends = [...text.matchAll(/;;[ \t]*\n/g)]
    const end = ends[Math.floor(ends.length / 2)]!
    const at = end.index + end[0].length
    return `${text.slice(0, at)}INSERT INTO there_is_no_such_table (x) VALUES (1);;\n${text.slice(at)}`
  })
  return file
}
