/** Facility codes (RFC 3164 §4.1.1) by the names that Kea takes; any other word means `user` there (measured on 2.2.0). */
const facilities: Readonly<Record<string, number>> = {
  kern: 0,
  user: 1,
  mail: 2,
  daemon: 3,
  auth: 4,
  syslog: 5,
  lpr: 6,
  news: 7,
  uucp: 8,
  cron: 9,
  authpriv: 10,
  ftp: 11,
  ...Object.fromEntries([0, 1, 2, 3, 4, 5, 6, 7].map(number => [`local${number}`, 16 + number])),
}

/** Of plain "syslog". */
const LOCAL0 = 16
const USER = 1

/** Whether the `output` of a logger is the system's log. */
export function isSyslog(output: string): boolean {
  return output === 'syslog' || output.startsWith('syslog:')
}

/** The facility that "syslog" or "syslog:NAME" names, and whether NAME is one. */
export function syslogFacility(output: string): {readonly code: number; readonly known: boolean} {
  if (output === 'syslog') return {code: LOCAL0, known: true}
  const name = output.slice('syslog:'.length).toLowerCase()
  const known = Object.hasOwn(facilities, name)
  return {code: facilities[name] ?? USER, known}
}

export const syslogFacilityNames: readonly string[] = Object.keys(facilities)
