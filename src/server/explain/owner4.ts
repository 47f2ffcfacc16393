import {loadBalancingHash} from '../../ha/hash.ts'
import {type HaOwner, haClassOf, ownerOf4} from '../../ha/owner4.ts'
import {type HaSetup, setupOf} from '../../ha/setup.ts'
import type {HaRelationship} from '../../model/ha.ts'
import type {Message4} from '../../wire/message4.ts'
import {chosen, fact, rejected, type Step4} from './step4.ts'

export interface Ownership4 {
  readonly steps: readonly Step4[]
  /** The class that the client is in before any test; undefined = nobody answers it. */
  readonly haClass: string | undefined
}

/** Whose client it is where two servers stand in for each other. Which of them serves now is nothing that a file tells. */
export function ownership4({options, chaddr}: Message4, relationship: HaRelationship): Ownership4 {
  const setup = setupOf(relationship)
  const clientId = options.get(61)
  const owner = ownerOf4(setup, {messageType: options.get(53)?.[0] ?? 0, clientId, hwAddr: chaddr})
  if (owner === undefined) {
    const text =
      'it has neither a hardware address nor a client identifier, so that neither server is the one to answer'
    return {steps: [rejected('server', text)], haClass: undefined}
  }
  const haClass = haClassOf(owner)
  const key = clientId?.length ? clientId : chaddr
  const which = clientId?.length ? 'client identifier' : 'hardware address'
  const hash = loadBalancingHash(key)
  const steps = [
    ...(relationship.mode === 'load-balancing' && !owner.anybody
      ? [fact('server', `the hash of its ${which} is ${hash}: ${hash % 2 === 0 ? 'even' : 'odd'}`)]
      : []),
    verdict(setup, owner),
    fact('server', `it is in the class ${haClass}, whoever serves it`),
  ]
  return {steps, haClass}
}

function verdict({own, relationship: {mode}}: HaSetup, {name, anybody}: HaOwner): Step4 {
  if (anybody) return fact('server', 'both servers answer messages of its type')
  const whose = mode === 'load-balancing' ? `it is a client of ${name}` : `in ${mode} every client is ${name}’s`
  if (own.name === name) return chosen('server', `${whose}, which is this server`)
  if (own.role === 'backup' || mode === 'passive-backup') {
    return rejected('server', `${whose}: this server is a backup and answers only when ha-scopes tells it to`)
  }
  return rejected(
    'server',
    `${whose}, who would answer it; this server does so, as told below, only while ${name} is down`,
  )
}
