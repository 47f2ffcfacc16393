import {string} from '../../../wire/option-fields.ts'
import {standardOption4} from '../../../wire/options4.ts'
import {textIn, valueIn} from '../../given.ts'
import {eachOption4} from '../options4.ts'
import type {LintRule4} from '../rule.ts'

const DOMAIN_NAME = 15

/** Texts that are sent as they stand, marks and all. */
export const optionText: LintRule4 = {
  name: 'option-text',
  severity: 'warning',
  check(subject, tell) {
    eachOption4(subject, placed => {
      const {code, space} = placed.option
      const text = textIn(placed.node, 'data')
      if (space !== 'dhcp4' || text === undefined || valueIn(placed.node, 'csv-format') === false) return
      if (code === DOMAIN_NAME && /[^,\s][\s,]+[^,\s]/.test(text)) {
        tell(placed, 'data', 'this option holds one domain', 'a list of them is option 119, domain-search')
      }
      if (standardOption4(code)?.fields[0] !== string) return
      if (/^(["']).*\1$/.test(text)) tell(placed, 'data', 'the quotes are sent too', 'leave them out')
      else if (text !== text.trim()) tell(placed, 'data', 'it begins or ends with a blank', 'leave it out')
    })
  },
}
