import type {Environment} from './environment.ts'
import type {Section} from './section.ts'

/** Refuses a value that is given both here and in a file. */
export function exclusive(section: Section, key: string, fileKey: string): void {
  if (section.has(key) && section.has(fileKey)) section.error(fileKey, `expected either ${key} or ${fileKey}, not both`)
}

/** The text of a file without the line end that editors leave; relative to `directory`. */
export function readSecret(
  section: Section,
  key: string,
  directory: string,
  environment: Environment,
): string | undefined {
  const name = section.string(key)
  if (name === undefined) return undefined
  const path = directory === '' || name.startsWith('/') ? name : `${directory}/${name}`
  try {
    return environment.readFile(path).replace(/\r?\n$/, '')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return section.error(key, `cannot read ${JSON.stringify(path)}: ${why}`)
  }
}
