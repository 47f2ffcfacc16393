import type {Command4} from './command.ts'

/** Every command of the DHCPv4 server; each file of this folder that has some exports them as one list. */
export const commands4: readonly Command4[] = []
