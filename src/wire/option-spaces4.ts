import {definitionsByCode, many} from './option-definition.ts'
import {ipv4, uint8} from './option-fields.ts'

/** Space of the sub-options of option 43 unless a definition of it says otherwise. */
export const vendorEncapsulatedSpace4 = 'vendor-encapsulated-options-space'
/** Kea's own name of what CableLabs (4491) defines for option 125. */
export const docsis3Space4 = 'docsis3-v4'
/** The enterprise number of CableLabs. */
export const CABLE_LABS = 4491

/** Sub-options of option 125 that Kea 2.2.0 defines. */
export const docsis3Options4 = definitionsByCode(docsis3Space4, {
  oro: many(1, uint8),
  'tftp-servers': many(2, ipv4),
})

/** Names of spaces and of options alike. */
export function isSpaceName(text: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/.test(text)
}

/** The enterprise number of 'vendor-4491'; undefined = it is no such space. */
export function vendorSpaceOf4(space: string): number | undefined {
  const digits = /^vendor-(\d{1,10})$/.exec(space)?.[1]
  const number = Number(digits)
  return digits !== undefined && number <= 0xffffffff ? number : undefined
}

/** Options whose meaning may differ from client to client: Kea reads them when the classes of a client are known. */
export function isPrivateOption4(code: number): boolean {
  return code === 43 || (code >= 224 && code <= 254)
}

/** Whether options of the space are only ever sent inside others, that encapsulate it. */
export function isSubOptionSpace4(space: string): boolean {
  return space !== 'dhcp4' && vendorSpaceOf4(space) === undefined
}
