import type {HaPeer, HaRelationship} from '../../model/ha.ts'
import type {Placed} from './finding.ts'
import {placedMap, placedMaps, type Subject4} from './subject4.ts'

/** The relationship as rules see it. */
export interface PlacedHa4 extends Placed {
  readonly relationship: HaRelationship
  readonly own: PlacedPeer4
  readonly peers: readonly PlacedPeer4[]
}

export interface PlacedPeer4 extends Placed {
  readonly peer: HaPeer
}

/** undefined = there is no high availability. */
export function placedHa4({config: {hooks}, root}: Subject4): PlacedHa4 | undefined {
  const {ha} = hooks
  if (ha === undefined) return undefined
  const place = placedMaps(root, 'hooks-libraries')
    .flatMap(library => placedMap(library, 'parameters') ?? [])
    .flatMap(parameters => placedMaps(parameters, 'high-availability'))
    .at(-1)!
  const peers = placedMaps(place, 'peers').map((peer, index) => ({...peer, peer: ha.peers[index]!}))
  const own = peers.find(({peer}) => peer.name === ha.thisServerName)!
  return {...place, relationship: ha, own, peers}
}

/** The classes that clients are in: of the servers that share them, else of the primary (facts: ha.md §4). */
export function ownerClasses({mode, peers}: HaRelationship): readonly string[] {
  const shares = ({role}: HaPeer) => role === 'primary' || (mode === 'load-balancing' && role === 'secondary')
  return peers.filter(shares).map(({name}) => `HA_${name}`)
}
