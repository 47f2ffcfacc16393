import {definitionsByCode, many} from './option-definition.ts'
import {ipv4, uint8} from './option-fields.ts'

/** Space of the sub-options of option 43 unless a definition of it says otherwise. */
export const vendorEncapsulatedSpace4 = 'vendor-encapsulated-options-space'
/** Space of the sub-options of option 82. */
export const agentOptionsSpace4 = 'dhcp-agent-options-space'
/** Kea's own name of what CableLabs (4491) defines for option 125. */
export const docsis3Space4 = 'docsis3-v4'

/** Sub-options of option 125 that Kea 2.2.0 defines. */
export const docsis3Options4 = definitionsByCode(docsis3Space4, {
  oro: many(1, uint8),
  'tftp-servers': many(2, ipv4),
})

/** The enterprise number of 'vendor-4491'; undefined = it is no such space. */
export function vendorSpaceOf4(space: string): number | undefined {
  const digits = /^vendor-(\d{1,10})$/.exec(space)?.[1]
  const number = Number(digits)
  return digits !== undefined && number <= 0xffffffff ? number : undefined
}
