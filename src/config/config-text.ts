import {createHash} from 'node:crypto'
import type {Json} from '../model/json.ts'
import {jsonText} from '../model/json-text.ts'

/** A configuration file with the value of "Dhcp4" that effective4 answers, as config-write writes it. */
export function configText(dhcp4: Json): string {
  return `${jsonText({Dhcp4: dhcp4}, 4)}\n`
}

/** SHA-256 in upper-case hexadecimal: the same for every file that means the same, whatever it looks like. */
export function configHash(dhcp4: Json): string {
  return createHash('sha256')
    .update(jsonText({Dhcp4: dhcp4}))
    .digest('hex')
    .toUpperCase()
}
