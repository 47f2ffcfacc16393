import type {HaMode, HaPeer, HaRole} from '../../model/ha.ts'

/** Of each mode: the roles that must be there, and those that must not (facts: ha.md §1). Backups may be in every mode. */
const rules: Readonly<Record<HaMode, {readonly needs: readonly HaRole[]; readonly forbids: readonly HaRole[]}>> = {
  'load-balancing': {needs: ['primary', 'secondary'], forbids: ['standby']},
  'hot-standby': {needs: ['primary', 'standby'], forbids: ['secondary']},
  'passive-backup': {needs: ['primary'], forbids: ['secondary', 'standby']},
}

/** What is wrong with the roles of the peers, in words. */
export function roleFaults(mode: HaMode, peers: readonly Pick<HaPeer, 'role'>[]): readonly string[] {
  const count = (role: HaRole) => peers.filter(peer => peer.role === role).length
  const {needs, forbids} = rules[mode]
  return [
    ...(['primary', 'secondary', 'standby'] as const)
      .filter(role => count(role) > 1)
      .map(role => `multiple ${role} servers specified`),
    ...forbids.filter(role => count(role) > 0).map(role => `a ${role} server is not allowed in ${mode}`),
    ...needs.filter(role => count(role) === 0).map(role => `${mode} needs a ${role} server, there is none`),
  ]
}
