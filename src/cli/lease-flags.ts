import {Flags} from '@oclif/core'
import type {Family} from '../db/lease-file/layout.ts'
import {Failure} from './failure.ts'

/** The parser's declarations allow letters only; it reads digits as well. */
const digit = (char: '4' | '6') => char as 'a'

export const familyFlags = {
  ipv4: Flags.boolean({char: digit('4'), description: 'leases of IPv4', exclusive: ['ipv6'], helpGroup: 'LEASES'}),
  ipv6: Flags.boolean({char: digit('6'), description: 'leases of IPv6', exclusive: ['ipv4'], helpGroup: 'LEASES'}),
}

export function familyOf(flags: {readonly ipv4: boolean; readonly ipv6: boolean}, command: string): Family {
  if (!flags.ipv4 && !flags.ipv6)
    throw new Failure('usage', `${command}: lease type ( -4 or -6 ) needs to be specified`, 'try --help')
  return flags.ipv4 ? 4 : 6
}
