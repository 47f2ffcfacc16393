import type {Destination4} from '../ports/transport4.ts'
import type {EncodeOptions4} from '../wire/encode4.ts'
import type {Message4} from '../wire/message4.ts'
import {destination4} from './destination4.ts'
import {BOOTP_LENGTH, bootpReply4} from './hooks/bootp-reply4.ts'
import type {AnsweredOutcome4, Client4} from './outcome4.ts'
import {recipient4} from './recipient4.ts'
import {reply4} from './reply4.ts'
import type {Request4} from './request4.ts'
import type {SubnetIndex4} from './subnet-index4.ts'

/** An answer as it leaves, and where to. */
export interface Answer4 {
  readonly reply: Message4
  readonly encoding: EncodeOptions4
  readonly destination: Destination4
  /** Why flex_option did not make all of its changes. */
  readonly failure: string | undefined
}

const plain: EncodeOptions4 = {}
const bootp: EncodeOptions4 = {minimumLength: BOOTP_LENGTH}

/** The reply after the hooks that look at answers: flex_option, then bootp. */
export function answer4(request: Request4, outcome: AnsweredOutcome4, index: SubnetIndex4): Answer4 {
  const built = reply4(request, outcome, index)
  const destination = destination4(request, built, outcome)
  const flexed = index.flexOptions?.(request, built, classesOf(request, outcome, index))
  const reply = flexed?.reply ?? built
  const failure = flexed?.failure
  if (!request.bootp) return {reply, encoding: plain, destination, failure}
  return {reply: bootpReply4(reply), encoding: bootp, destination, failure}
}

/** All of the client's; a refusal is made before any level could ask for more. */
function classesOf(request: Request4, outcome: AnsweredOutcome4, index: SubnetIndex4): ReadonlySet<string> {
  const refused: Client4 | undefined = outcome.kind === 'nak' ? outcome.client : undefined
  return refused?.classes ?? recipient4(request, outcome, index)?.classes ?? request.classes
}
