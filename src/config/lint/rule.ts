import type {Placed, Severity, Tell} from './finding.ts'
import type {Machine} from './machine.ts'
import type {Subject4} from './subject4.ts'

/** One kind of mistake that configurations have. Its name is part of the interface: scripts may sort by it. */
interface Rule {
  readonly name: string
  readonly severity: Severity
}

/** Looks at what the configuration means. Must stay cheap with 10,000 subnets and 100,000 reservations. */
export interface LintRule4 extends Rule {
  readonly check: (subject: Subject4, tell: Tell) => void
}

/** Looks at the text alone, so that it also speaks of configurations that are refused. `root`: the value of "Dhcp4". */
export interface TreeRule4 extends Rule {
  readonly checkTree: (root: Placed, machine: Machine | undefined, tell: Tell) => void
}
