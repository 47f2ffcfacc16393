import type {HaPeer, HaRelationship} from '../model/ha.ts'

/** A relationship as this server sees it, made once for each configuration. */
export interface HaSetup {
  readonly relationship: HaRelationship
  readonly own: HaPeer
  /** The other active server; undefined for a backup and in passive-backup: such servers have nobody to watch. */
  readonly partner: HaPeer | undefined
  /** The primary, and behind it the secondary or the standby. */
  readonly active: readonly HaPeer[]
  /** Other servers than this one that only take copies. */
  readonly backups: readonly HaPeer[]
}

/** Of a relationship that the reader of configurations has accepted: there is a primary, and this server is a peer. */
export function setupOf(relationship: HaRelationship): HaSetup {
  const {peers, thisServerName, mode} = relationship
  const own = peers.find(({name}) => name === thisServerName)!
  const others = peers.filter(peer => peer !== own)
  const watches = own.role !== 'backup' && mode !== 'passive-backup'
  const isActive = ({role}: HaPeer) => role !== 'backup'
  return {
    relationship,
    own,
    partner: watches ? others.find(isActive) : undefined,
    active: peers.filter(isActive).sort((one, other) => rank(one) - rank(other)),
    backups: others.filter(peer => !isActive(peer)),
  }
}

function rank({role}: HaPeer): number {
  return role === 'primary' ? 0 : 1
}

export function isPrimary(setup: HaSetup): boolean {
  return setup.own.role === 'primary'
}
