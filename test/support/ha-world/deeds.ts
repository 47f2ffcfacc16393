import type {SeededRandom} from '../random.ts'
import type {Client} from './clients.ts'
import type {Server} from './server.ts'
import type {World} from './world.ts'

/** One thing that happens to a server, to the wire, or to what clients and administrators do. */
export interface Deed {
  readonly kind: string
  /** Milliseconds until the next one. */
  readonly wait: number
  readonly server: number
  /** What its kind makes of it, below 1000. */
  readonly number: number
}

type Do = (world: World, server: Server, number: number) => void

/** Only when the partner knows all that this server's clients know: else their leases would be lost with it. */
function ifNothingIsLost(deed: (server: Server) => void): Do {
  return (world, server) => {
    if (world.isStrict && world.ledger.isAlone(server)) return
    world.ledger.excuse(server)
    deed(server)
  }
}

/** By hand, as all that follows: what else happens by itself. */
const calm: Readonly<Record<string, Do>> = {
  ask: (world, _server, number) => ask(world, [clientOf(world, number)], 0),
  'ask again': (world, _server, number) => ask(world, [clientOf(world, number)], 30),
  'ask all': world => ask(world, world.clients, 0),
  'ask for long': world => ask(world, world.clients, 30),
  release: (world, _server, number) => {
    const client = clientOf(world, number)
    if (client.address === undefined) return
    world.ledger.release(client)
    for (const server of world.servers) server.hear(client, 'release', 0)
  },
  restart: ifNothingIsLost(server => server.restart()),
  kill: (world, server) => {
    const isOnly = world.servers.every(other => other === server || other.alive)
    if (server.alive && (isOnly || !world.isStrict)) ifNothingIsLost(one => one.kill())(world, server, 0)
  },
  revive: world => {
    for (const server of world.servers) if (!server.alive) server.restart()
  },
  'maintenance-start': (_world, server) => server.tell({kind: 'maintenance-start'}),
  'maintenance-cancel': (_world, server) => server.tell({kind: 'maintenance-cancel'}),
  reset: (_world, server) => void server.tell({kind: 'reset'}),
  continue: (_world, server) => server.tell({kind: 'continue'}),
  'dhcp-disable': (_world, server, number) => {
    server.userOff = number < 500
  },
  database: (_world, server, number) => {
    server.storeAway = number < 500
  },
  reject: (world, server, number) => {
    server.unwanted = number < 600 ? clientOf(world, number) : undefined
  },
}

const wild: Readonly<Record<string, Do>> = {
  ...calm,
  cut: ({wire}) => Object.assign(wire, {cut: true}),
  'cut for long': ({wire}) => Object.assign(wire, {cut: true}),
  heal: ({wire}) => Object.assign(wire, {cut: false, lost: 0, repeated: 0}),
  loss: ({wire}, _server, number) => Object.assign(wire, {cut: false, lost: number % 40, repeated: number % 17}),
  delay: ({wire}, _server, number) => Object.assign(wire, {delay: 1 + number * 6}),
  'ha-scopes': ({servers}, server, number) => {
    const names = servers.map(({setup}) => setup.own.name).filter((_name, index) => (number & (1 << index)) !== 0)
    server.tell({kind: 'scopes', names})
    server.scopesForced = true
  },
  clock: (world, server, number) => world.setSkew(server, (number - 500) * 180),
}

const kinds = {calm: Object.keys(calm), wild: Object.keys(wild)}

export function someDeed(random: SeededRandom, isCalm: boolean): Deed {
  return {
    kind: random.pick(isCalm ? kinds.calm : kinds.wild),
    wait: random.below(random.pick([300, 300, 15_000, 90_000])),
    server: random.below(2),
    number: random.below(1000),
  }
}

export function run(world: World, {kind, wait, server, number}: Deed): void {
  const chosen = world.servers[server % world.servers.length]!
  world.tell(`${kind} (server${chosen.index + 1}, ${number})`)
  if (chosen.alive || !needsLife.has(kind)) wild[kind]!(world, chosen, number)
  world.advance(wait)
}

const needsLife: ReadonlySet<string> = new Set([
  'maintenance-start',
  'maintenance-cancel',
  'reset',
  'continue',
  'ha-scopes',
])

function clientOf({clients}: World, number: number): Client {
  return clients[number % clients.length]!
}

/** All servers hear them; they have tried for `secs`. */
function ask({servers}: World, clients: readonly Client[], secs: number): void {
  for (const client of clients) for (const server of servers) server.hear(client, 'request', secs)
}
