import {parseConfig4} from '../../src/config/dhcp4.ts'
import {formatIssue} from '../../src/config/issues.ts'
import type {ServerConfig4} from '../../src/model/config4.ts'

/** The configuration that the map Dhcp4 means; throws with all of its errors. */
export function parsedConfig4(dhcp4: object): ServerConfig4 {
  const environment = {
    readFile: () => {
      throw new Error('nothing to include')
    },
    stateDirectory: '.',
  }
  const result = parseConfig4(JSON.stringify({Dhcp4: dhcp4}), 'test', environment)
  if (result.kind === 'errors') throw new Error(result.errors.map(formatIssue).join('\n'))
  return result.config
}
