import {Flags} from '@oclif/core'
import {parseVersion, type Version} from '../db/migrations/version.ts'
import {Failure} from './failure.ts'

/** `--to 13.0` */
export const versionFlag = Flags.custom<Version>({
  helpValue: 'VERSION',
  parse: async text => {
    const version = parseVersion(text)
    if (version === undefined) throw new Failure('usage', `--to wants a version like 13.0, not "${text}"`, 'try --help')
    return version
  },
})
