import type {HaTls} from '../../model/ha.ts'
import type {Environment} from '../environment.ts'
import type {Section} from '../section.ts'

/** Keyword to path; '' takes away what the relationship gives. */
export type TlsTexts = Readonly<Record<string, string>>

const keys = ['trust-anchor', 'cert-file', 'key-file'] as const

/** Those that a map names. */
export function readTlsFiles(section: Section): TlsTexts {
  const given = keys.flatMap(key => {
    const path = section.string(key)
    return path === undefined ? [] : [[key, path] as const]
  })
  return Object.fromEntries(given)
}

/** All three or none (facts: ha.md §1); each must be there to be read, the trust anchor may be a directory. */
export function wholeTls(section: Section, paths: TlsTexts, environment: Environment): HaTls | undefined {
  const given = keys.filter(key => (paths[key] ?? '') !== '')
  if (given.length === 0) return undefined
  const missing = keys.filter(key => !given.includes(key))
  if (missing.length > 0) {
    section.issues.error(section.at, section.path, `${missing.join(' and ')} missing beside ${given.join(' and ')}`)
    return undefined
  }
  for (const key of keys) {
    if (!isThere(paths[key]!, environment)) section.error(key, `cannot read ${JSON.stringify(paths[key])}`)
  }
  return {trustAnchor: paths['trust-anchor']!, certFile: paths['cert-file']!, keyFile: paths['key-file']!}
}

function isThere(path: string, environment: Environment): boolean {
  try {
    environment.readFile(path)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EISDIR'
  }
}
