import {option4} from '../engine/option-codes4.ts'
import {selectSubnet4} from '../engine/select-subnet.ts'
import type {Subnet4} from '../model/config4.ts'
import {ANY_IPV4, BROADCAST_IPV4, type Ipv4, parseIpv4} from '../net-types/ipv4.ts'
import {formatPrefix4} from '../net-types/prefix4.ts'
import type {OptionBytes4} from '../wire/message4.ts'
import {type Arguments, CommandError} from './arguments.ts'
import {type Command4, done, nothing} from './command.ts'
import type {ControlledServer4} from './server4.ts'

/** subnet4-select-test (facts: server.md §4.2, §5.7): which subnet a message with these features would belong to. */
export const selectCommands4: readonly Command4[] = [
  {
    name: 'subnet4-select-test',
    run: (server, args) => {
      if (args.node?.kind !== 'map')
        throw new CommandError("arguments for the 'subnet4-select-test' command must be a map")
      args.only('interface', 'address', 'relay', 'local', 'remote', 'link', 'subnet', 'classes')
      const subnet = select(server, args)
      return subnet === undefined ? nothing('no subnet selected') : done(describe(subnet))
    },
  },
]

function describe({prefix, id, sharedNetwork}: Subnet4): string {
  const subnet = `subnet '${formatPrefix4(prefix)}' id ${id}`
  return `selected ${sharedNetwork === undefined ? '' : `shared network '${sharedNetwork}' starting with `}${subnet}`
}

/** `address` is ciaddr, `relay` giaddr, `link` option 82.5, `subnet` option 118; `local` is where the message was sent to. */
function select(server: ControlledServer4, args: Arguments): Subnet4 | undefined {
  const interfaceName = args.string('interface')
  const [ciaddr, giaddr, source] = [address(args, 'address'), address(args, 'relay'), address(args, 'remote')]
  const link = address(args, 'link')
  const relay = {
    bytes: new Uint8Array(),
    circuitId: undefined,
    linkSelection: link,
    serverIdOverride: undefined,
    replyToSourcePort: false,
    stashed: false,
  }
  const arrival = {
    source: source ?? ANY_IPV4,
    sourcePort: 0,
    broadcast: address(args, 'local') === BROADCAST_IPV4,
    local: endpoint(server, interfaceName),
  }
  const message = {...blank, ciaddr: ciaddr ?? ANY_IPV4, giaddr: giaddr ?? ANY_IPV4, options: options(args)}
  return selectSubnet4(message, relay, arrival, server.index, classes(args))
}

/** Everything of a message that does not choose its subnet. */
const blank = {
  op: 1,
  htype: 1,
  hops: 0,
  xid: 0,
  secs: 0,
  flags: 0,
  yiaddr: ANY_IPV4,
  siaddr: ANY_IPV4,
  chaddr: new Uint8Array(),
  sname: '',
  file: '',
} as const

function options(args: Arguments): OptionBytes4 {
  const subnet = address(args, 'subnet')
  if (subnet === undefined) return new Map()
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(subnet)
  return new Map([[option4.subnetSelection, bytes]])
}

function endpoint({endpoints}: ControlledServer4, name: string | undefined) {
  const open = endpoints.find(candidate => name !== undefined && candidate.interface === name)
  return open ?? {interface: name, address: ANY_IPV4, addresses: []}
}

function address(args: Arguments, key: string): Ipv4 | undefined {
  const text = args.string(key)
  if (text === undefined) return undefined
  const parsed = parseIpv4(text)
  if (parsed === undefined) throw new CommandError(`'${key}' must be an IPv4 address`)
  return parsed
}

/** Those that the client is said to be in. */
function classes(args: Arguments): ReadonlySet<string> {
  const names = new Set(['ALL'])
  for (const item of args.list('classes') ?? []) {
    if (item.kind !== 'string') throw new CommandError("'classes' must be a list of strings")
    names.add(item.value)
  }
  return names
}
