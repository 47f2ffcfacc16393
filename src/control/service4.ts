import {StoreError} from '../ports/lease-store.ts'
import {type Arguments, CommandError} from './arguments.ts'
import {type Command4, done} from './command.ts'
import {reasonOf} from './origins.ts'

/** Commands that switch service off and on, or end it, and the one that runs a timer's work now (facts: server.md §4.2). */
export const serviceCommands4: readonly Command4[] = [
  {
    name: 'dhcp-disable',
    run: ({service}, args) => {
      requireMap(args, "arguments for the 'dhcp-disable' command must be a map")
      const seconds = maxPeriod(args)
      service.disable(reasonOf(args), seconds)
      return done(`DHCPv4 service disabled${seconds === undefined ? '' : ` for ${BigInt(seconds)} seconds`}`)
    },
  },
  {
    name: 'dhcp-enable',
    run: ({service}, args) => {
      requireMap(args, "arguments for the 'dhcp-enable' command must be a map")
      service.enable(reasonOf(args))
      return done('DHCP service successfully enabled')
    },
  },
  {
    name: 'leases-reclaim',
    run: async (server, args) => {
      const remove = args.value('remove')
      if (remove === undefined) throw new CommandError("Missing mandatory 'remove' parameter.")
      if (remove.kind !== 'boolean') throw new CommandError("'remove' parameter expected to be a boolean.")
      if (server.leases === undefined) throw new StoreError('lost', 'there is no lease database')
      await server.reclaim(remove.value)
      return done('Reclamation of expired leases is complete.')
    },
  },
  {
    name: 'shutdown',
    run: (server, args) => {
      requireMap(args, 'Argument must be a map')
      server.stop(exitValue(args))
      return done('Shutting down.')
    },
  },
]

function requireMap({node}: Arguments, text: string): void {
  if (node !== undefined && node.kind !== 'map') throw new CommandError(text)
}

function maxPeriod(args: Arguments): number | undefined {
  const period = args.value('max-period')
  if (period === undefined) return undefined
  if (period.kind !== 'integer') throw new CommandError("'max-period' argument must be a number")
  if (period.value <= 0) throw new CommandError("'max-period' must be positive integer")
  return period.value
}

/** What a process can end with; Kea cuts other numbers down to these. */
function exitValue(args: Arguments): number {
  const value = args.value('exit-value')
  if (value === undefined) return 0
  if (value.kind !== 'integer') throw new CommandError("parameter 'exit-value' is not an integer")
  if (value.value < 0 || value.value > 255) throw new CommandError("parameter 'exit-value' must be an integer 0..255")
  return value.value
}
