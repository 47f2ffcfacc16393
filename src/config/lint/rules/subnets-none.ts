import type {LintRule4} from '../rule.ts'

export const subnetsNone: LintRule4 = {
  name: 'subnets-none',
  severity: 'warning',
  check({root, subnets}, tell) {
    if (subnets.length > 0) return
    tell(root, 'subnet4', 'there are no subnets, so nobody gets an address', 'add one to subnet4')
  },
}
