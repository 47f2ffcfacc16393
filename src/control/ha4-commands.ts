import type {HaAnswer} from '../ha/events.ts'
import {BATCHES} from '../ha/messages/capabilities.ts'
import {HEARTBEAT_TEXT, heartbeatArguments} from '../ha/messages/commands4.ts'
import {type HaState, haStates} from '../model/ha.ts'
import {type ControlAnswer, controlResult} from '../ports/control.ts'
import {PeerError} from '../ports/peers.ts'
import {type Arguments, CommandError, clip} from './arguments.ts'
import {type Command4, done} from './command.ts'
import {haCommand4, haMap, meantRelationship, text} from './ha4-arguments.ts'
import {isPartners, reasonOf} from './origins.ts'
import type {ControlledHa4} from './server4.ts'

/** What a partner sends (facts: ha.md §5.3, §5.8 to §5.10). */
const partnerCommands4: readonly Command4[] = [
  haCommand4('ha-heartbeat', (ha, args) => {
    meantRelationship(ha, args)
    const report = heartbeatArguments(ha.machine, ha.now().wall)
    return done(HEARTBEAT_TEXT, asksForBatches(args) ? {...report, [BATCHES]: 1} : report)
  }),
  haCommand4('ha-reset', (ha, args) => {
    meantRelationship(ha, args)
    return told(ha.command({kind: 'reset'}))
  }),
  haCommand4('ha-maintenance-notify', (ha, args) => {
    meantRelationship(ha, args)
    const state = stateOfSender(args)
    const notice = {kind: 'maintenance-notified', cancel: cancels(args)} as const
    const answer = ha.command(state === undefined ? notice : {...notice, state})
    return told(answer, args.has('state'))
  }),
  haCommand4('ha-sync-complete-notify', async (ha, args, {service}) => {
    meantRelationship(ha, args)
    // The number of the partner's lock is another than the first when this is not its first relationship.
    const lock = args.has('origin-id') || args.has('origin') ? reasonOf(args) : undefined
    const answer = await told(ha.command({kind: 'sync-completed'}))
    if (lock !== undefined && isPartners(lock)) service.enable(lock)
    return answer
  }),
]

/** What administrators send (facts: ha.md §5.9, §5.11). */
const administratorCommands4: readonly Command4[] = [
  haCommand4('ha-continue', (ha, args) => {
    meantRelationship(ha, args)
    return told(ha.command({kind: 'continue'}))
  }),
  haCommand4('ha-scopes', (ha, args) => {
    haMap(args, 'ha-scopes')
    meantRelationship(ha, args)
    return told(ha.command({kind: 'scopes', names: scopeNames(args)}))
  }),
  haCommand4('ha-sync', async (ha, args) => {
    haMap(args, 'ha-sync')
    const outcome = await ha.synchronize(peerToAsk(ha, args), maxPeriod(args)).catch(unready)
    if (outcome.kind === 'done') return done('Lease database synchronization complete.')
    throw new CommandError(`Lease database synchronization failed: ${outcome.text}`)
  }),
  haCommand4('ha-maintenance-start', ha => told(ha.command({kind: 'maintenance-start'}))),
  haCommand4('ha-maintenance-cancel', ha => told(ha.command({kind: 'maintenance-cancel'}))),
]

/** Commands of high availability; there are none while the server is in no relationship. */
export const haCommands4: readonly Command4[] = [...partnerCommands4, ...administratorCommands4]

/** `withState`: the asker is one that tells its state, and wants to be told ours (Kea since 3.0). */
async function told(answer: Promise<HaAnswer>, withState = false): Promise<ControlAnswer> {
  const {result, text, state} = await answer
  const known = Object.values(controlResult).find(value => value === result) ?? controlResult.error
  return {result: known, text, ...(state !== undefined && withState ? {arguments: {state}} : {})}
}

/** Only to whom asks: a Kea gets what it knows. */
function asksForBatches(args: Arguments): boolean {
  const asked = args.value(BATCHES)
  return asked?.kind === 'integer' && asked.value === 1
}

/** Kea 2.2.0 logs these texts and breaks off; newer ones answer. */
function cancels(args: Arguments): boolean {
  haMap(args, 'ha-maintenance-notify')
  const cancel = args.value('cancel')
  if (cancel === undefined) throw new CommandError("'cancel' is mandatory for the 'ha-maintenance-notify' command")
  if (cancel.kind !== 'boolean')
    throw new CommandError("'cancel' must be a boolean in the 'ha-maintenance-notify' command")
  return cancel.value
}

/** Kea since 3.0 tells it; a name that is not known yet says nothing. */
function stateOfSender(args: Arguments): HaState | undefined {
  const name = text(args, 'state')
  return haStates.find(known => known === name)
}

function scopeNames(args: Arguments): readonly string[] {
  const scopes = args.value('scopes')
  if (scopes === undefined) throw new CommandError("'scopes' is mandatory for the 'ha-scopes' command")
  if (scopes.kind !== 'list') throw new CommandError("'scopes' must be a list in the 'ha-scopes' command")
  return scopes.items.map(item => {
    if (item.kind === 'string') return item.value
    throw new CommandError("scope name must be a string in the 'scopes' argument")
  })
}

function peerToAsk({setup}: ControlledHa4, args: Arguments): string {
  const given = args.value('server-name')
  if (given === undefined) throw new CommandError("'server-name' is mandatory for the 'ha-sync' command")
  if (given.kind !== 'string') throw new CommandError("'server-name' must be a string in the 'ha-sync' command")
  if (given.value === setup.own.name) throw new CommandError(`${clip(given.value)} is this server itself`)
  if (setup.relationship.peers.some(({name}) => name === given.value)) return given.value
  throw new CommandError(`${clip(given.value)} matches no configured 'server-name'`)
}

/** A file of TLS that is gone, for one. */
function unready(error: unknown): {readonly kind: 'failed'; readonly text: string} {
  if (error instanceof PeerError) return {kind: 'failed', text: error.message}
  throw error
}

function maxPeriod(args: Arguments): number | undefined {
  const period = args.value('max-period')
  if (period === undefined) return undefined
  if (period.kind === 'integer' && period.value > 0) return period.value
  throw new CommandError("'max-period' must be a positive integer in the 'ha-sync' command")
}
