import {setTimeout as delay} from 'node:timers/promises'
import {type HaView, haViews} from '../../src/cli/ha-view.ts'
import type {HaMode} from '../../src/model/ha.ts'
import {keaCommand} from './kea-control.ts'
import {type LoopbackServer4, loopbackConfig4, startLoopback4} from './loopback4.ts'
import {haLibraries} from './scenarios4/hook-paths.ts'
import {freePort} from './servers.ts'

/** What two servers on 127.0.0.1 need to be a pair: fast, and without looking at clients unless `change` says so. */
export async function loopbackRelationship(mode: HaMode = 'load-balancing', change: object = {}): Promise<object> {
  const role = mode === 'hot-standby' ? 'standby' : 'secondary'
  return {
    mode,
    'heartbeat-delay': 300,
    'max-response-delay': 1500,
    'max-unacked-clients': 0,
    'multi-threading': {'enable-multi-threading': true, 'http-dedicated-listener': true},
    peers: [
      {name: 'server1', url: `http://127.0.0.1:${await freePort()}/`, role: 'primary'},
      {name: 'server2', url: `http://127.0.0.1:${await freePort()}/`, role},
    ],
    ...change,
  }
}

/** The map Dhcp4 of one of them, with leases in memory and a control socket. */
export function loopbackServer(name: string, socket: string, relationship: object, changes: object = {}): object {
  return loopbackConfig4(
    {type: 'sqlite', name: ':memory:', readonly: false},
    {
      'control-socket': {'socket-type': 'unix', 'socket-name': socket},
      'hooks-libraries': haLibraries({'this-server-name': name, ...relationship}),
      ...changes,
    },
  )
}

export interface LoopbackSide extends LoopbackServer4 {
  readonly socket: string
}

export async function startSide(
  name: string,
  socket: string,
  relationship: object,
  changes: object = {},
): Promise<LoopbackSide> {
  return {...(await startLoopback4(loopbackServer(name, socket, relationship, changes))), socket}
}

export async function stopSide({child, ended}: LoopbackServer4): Promise<void> {
  child.kill('SIGTERM')
  await ended
}

const PATIENCE = 40_000

/** Asks a server until its relationship is as wanted. */
export async function haUntil(
  socket: string,
  what: string,
  fits: (view: HaView) => boolean | Promise<boolean>,
): Promise<HaView> {
  const end = Date.now() + PATIENCE
  for (;;) {
    // Kea resets a connection now and then.
    const {arguments: args} = await keaCommand(socket, 'status-get').catch(() => ({arguments: undefined}))
    const [view] = haViews(args) ?? []
    if (view !== undefined && (await fits(view))) return view
    if (Date.now() > end) throw new Error(`not ${what} in time: ${JSON.stringify(view?.raw)}`)
    await delay(100)
  }
}

/**
 * Until both sides are normal again. Kea 2.2.0 that hears right when the maintenance is cancelled what its partner said before
 * begins it anew: then the server at `socket`, one of them, is told again.
 */
export async function maintenanceOver(socket: string, sockets: readonly string[]): Promise<void> {
  for (const one of sockets) {
    await haUntil(one, 'normal', async view => {
      const states = await keaCommand(socket, 'ha-heartbeat').catch(() => undefined)
      const {state} = (states?.arguments ?? {}) as {readonly state?: string}
      if (state === 'partner-in-maintenance') await keaCommand(socket, 'ha-maintenance-cancel').catch(() => undefined)
      return isNormal(view)
    })
  }
}

/** Both sides know of each other that they do the work of the mode. */
export function isNormal({mode, local, remote}: HaView): boolean {
  return local.state === mode && remote?.state === mode
}
