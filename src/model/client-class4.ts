import type {Ipv4} from '../net-types/ipv4.ts'
import type {OptionDefinition} from '../wire/option-definition.ts'
import type {Condition, Value} from './expression.ts'
import type {ConfiguredOption4, Lifetime, UserContext} from './scope4.ts'

/** What the classes that a template makes begin with: SPAWN_NAME_value. */
export const SPAWN_PREFIX = 'SPAWN_'

/** One of `client-classes` (facts: server.md §2.8); what it does not set is undefined. */
export interface ClientClass4 {
  readonly name: string
  /**
   * Who is a member. A template makes of each packet with a value V the classes NAME and SPAWN_NAME_V. undefined: only whom
   * a reservation or the server itself puts in it.
   */
  readonly match:
    | {readonly kind: 'test'; readonly condition: Condition}
    | {readonly kind: 'template'; readonly value: Value}
    | undefined
  /** Evaluated only where a level asks for it (`only-if-required`, `only-in-additional-list`). */
  readonly additionalOnly: boolean
  /** Whether its test asks, itself or by another class, whether the client is known: not evaluated before that is. */
  readonly dependsOnKnown: boolean
  /** Private definitions of options 43 and 224 to 254 for members. */
  readonly optionDefinitions: readonly OptionDefinition[]
  readonly options: readonly ConfiguredOption4[]
  readonly validLifetime: Lifetime | undefined
  /** Seconds. */
  readonly offerLifetime: number | undefined
  readonly nextServer: Ipv4 | undefined
  readonly serverHostname: string | undefined
  readonly bootFileName: string | undefined
  readonly userContext: UserContext | undefined
}
