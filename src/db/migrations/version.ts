/** A schema version as Kea counts it. */
export interface Version {
  readonly major: number
  readonly minor: number
}

/** `13.0` -> Version; undefined for any other text. */
export function parseVersion(text: string): Version | undefined {
  const match = /^(\d{1,6})\.(\d{1,6})$/.exec(text)
  return match === null ? undefined : {major: Number(match[1]), minor: Number(match[2])}
}

export function formatVersion(version: Version): string {
  return `${version.major}.${version.minor}`
}

/** Negative, 0 or positive, as a sort wants it. */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor
}
