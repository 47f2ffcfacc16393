import type {ClientClass4} from '../model/client-class4.ts'
import type {BootFields4, Pool4} from '../model/config4.ts'
import type {Host4} from '../model/host4.ts'
import {ANY_IPV4} from '../net-types/ipv4.ts'
import {additionalClasses4, bootFieldsOf4} from './class-settings4.ts'
import type {AnsweredOutcome4} from './outcome4.ts'
import type {Request4} from './request4.ts'
import type {IndexedSubnet4, SubnetIndex4} from './subnet-index4.ts'

/** Whom an answer is made for: everything that its options and fields come from. */
export interface Recipient4 {
  /** Where the client is served from; an INFORM may be from nowhere. */
  readonly subnet: IndexedSubnet4 | undefined
  readonly pool: Pool4 | undefined
  readonly host: Host4 | undefined
  /** All of them, those that its levels ask for last. */
  readonly classes: ReadonlySet<string>
  /** What the configuration says of them, the one that counts first first. */
  readonly definitions: readonly ClientClass4[]
  readonly boot: BootFields4
}

/** undefined for a NAK, which says nothing of its own. */
export function recipient4(
  request: Request4,
  outcome: AnsweredOutcome4,
  {byId, classifier}: SubnetIndex4,
): Recipient4 | undefined {
  if (outcome.kind === 'nak') return undefined
  const granted = outcome.kind === 'inform-ack' ? undefined : outcome
  const chosen = granted?.subnet ?? request.subnet
  const subnet = chosen && byId.get(chosen.id)
  const {client} = outcome
  const asked = additionalClasses4(granted?.pool, subnet?.subnet, subnet?.network)
  const classes = classifier.additional(request.packet, client.classes, asked)
  const definitions = classifier.definitions(classes)
  const boot = withHost(bootFieldsOf4(chosen?.boot ?? nothing, definitions), client.host)
  return {subnet, pool: granted?.pool, host: client.host, classes, definitions, boot}
}

const nothing: BootFields4 = {nextServer: ANY_IPV4, serverHostname: '', bootFileName: ''}

function withHost(boot: BootFields4, host: Host4 | undefined): BootFields4 {
  if (host === undefined) return boot
  const {nextServer, serverHostname, bootFileName} = host
  return {
    nextServer: nextServer || boot.nextServer,
    serverHostname: serverHostname || boot.serverHostname,
    bootFileName: bootFileName || boot.bootFileName,
  }
}
