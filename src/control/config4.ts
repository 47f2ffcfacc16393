import {configText} from '../config/config-text.ts'
import type {Node} from '../config/node.ts'
import type {ConfigVerdict4} from '../config/verdict4.ts'
import {type ControlAnswer, controlResult} from '../ports/control.ts'
import {type Arguments, CommandError, clip} from './arguments.ts'
import {type Command4, done, nothing} from './command.ts'
import {refusalText, TOLD} from './refusal.ts'
import type {ControlledServer4} from './server4.ts'

/** Commands that read, change, check and write the configuration (facts: server.md §1.9, §4.2). */
export const configCommands4: readonly Command4[] = [
  {name: 'config-get', run: ({current: {dhcp4, hash}}) => done(undefined, {Dhcp4: dhcp4, hash})},
  {name: 'config-hash-get', run: ({current: {hash}}) => done(undefined, {hash})},
  {name: 'config-test', run: (server, args) => tested(server.check(dhcp4Of(args)))},
  {name: 'config-set', run: async (server, args) => taken(await server.configure(dhcp4Of(args)), '')},
  {name: 'config-reload', run: async server => taken(await server.reload(), reloadFailed(server))},
  {name: 'config-write', run: write},
  {name: 'config-backend-pull', run: () => nothing('No config backend.')},
]

/** The one argument of config-set and config-test; a hash may stand beside it, so that an answer of config-get fits. */
function dhcp4Of(args: Arguments): Node {
  if (args.node === undefined) throw new CommandError("Missing mandatory 'arguments' parameter.")
  if (args.node.kind !== 'map') throw new CommandError("'arguments' parameter expected to be a map.")
  const dhcp4 = args.value('Dhcp4')
  if (dhcp4 === undefined) throw new CommandError("Missing mandatory 'Dhcp4' parameter.")
  if (dhcp4.kind !== 'map') throw new CommandError("'Dhcp4' parameter expected to be a map.")
  const others = args.keys.filter(key => key !== 'Dhcp4' && key !== 'hash')
  const [first, ...more] = others
    .slice(0, 1000)
    .sort()
    .slice(0, TOLD)
    .map(key => `'${clip(key)}'`)
  if (first === undefined) return dhcp4
  throw new CommandError(`Unsupported ${first} parameter${more.map(key => ` (and ${key})`).join('')}.`)
}

function tested(verdict: ConfigVerdict4): ControlAnswer {
  if (verdict.kind === 'accepted') return done('Configuration seems sane. It was checked, not applied.')
  return refused(verdict, '')
}

function taken(verdict: ConfigVerdict4, prefix: string): ControlAnswer {
  if (verdict.kind === 'accepted') return done('Configuration successful.', {hash: verdict.configured.hash})
  return refused(verdict, prefix)
}

/**
 * Result 1 in both cases. Kea's 5 says that a part of the new configuration is in force; here it is in force as a whole or
 * not at all, and a database that cannot be opened is a 1 there too.
 */
function refused(verdict: Exclude<ConfigVerdict4, {kind: 'accepted'}>, prefix: string): ControlAnswer {
  return {result: controlResult.error, text: prefix + refusalText(verdict)}
}

function reloadFailed({configFile}: ControlledServer4): string {
  return `Config reload failed: configuration error using file '${configFile ?? ''}': `
}

/** Writes anywhere that the server may write, as Kea 2.2.0 does; without a name, over the file of -c. */
async function write(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const filename = filenameOf(args) || server.configFile
  if (filename === undefined)
    throw new CommandError('this server runs without a configuration file: name one to write to')
  const text = configText(server.current.dhcp4)
  try {
    await server.writeFile(filename, text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandError(`Error during write-config: cannot write ${clip(filename, 500)}: ${clip(reason, 500)}`)
  }
  return done(`Configuration written to ${filename} successful`, {filename, size: Buffer.byteLength(text)})
}

function filenameOf(args: Arguments): string {
  if (args.node !== undefined && args.node.kind !== 'map') throw new CommandError('Argument must be a map')
  const filename = args.value('filename')
  if (filename === undefined) return ''
  if (filename.kind !== 'string') throw new CommandError("passed parameter 'filename' is not a string")
  return filename.value
}
