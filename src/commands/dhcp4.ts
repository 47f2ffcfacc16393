import {join, relative} from 'node:path'
import {Flags} from '@oclif/core'
import {BaseCommand} from '../cli/base-command.ts'
import {describe} from '../cli/describe.ts'
import type {LoadedConfig4} from '../cli/dhcp4-config.ts'
import {Failure} from '../cli/failure.ts'

const port = {min: 1, max: 65535, helpValue: 'PORT'}

export default class Dhcp4 extends BaseCommand {
  static override summary = 'Runs the DHCPv4 server'
  static override description = describe(
    `Takes Kea's configuration file. Ends on SIGTERM after it has answered what it had taken.`,
    ['done', 'failure', 'usage', 'unreachable', 'mismatch'],
  )
  static override examples = [
    '<%= config.bin %> dhcp4 -c /etc/kea/kea-dhcp4.conf',
    '<%= config.bin %> dhcp4 -t /etc/kea/kea-dhcp4.conf',
    '<%= config.bin %> dhcp4 --demo',
  ]
  static override flags = {
    config: Flags.string({char: 'c', description: 'configuration file', helpValue: 'FILE'}),
    test: Flags.string({char: 't', description: 'check a configuration file and exit', helpValue: 'FILE'}),
    'test-all': Flags.string({
      char: 'T',
      description: 'check it like -t, then the lease database and its schema too, and exit',
      helpValue: 'FILE',
    }),
    debug: Flags.boolean({char: 'd', description: 'log everything, whatever the configuration says'}),
    'server-port': Flags.integer({...port, char: 'p', description: 'UDP port to listen on, 67 if not given'}),
    'client-port': Flags.integer({...port, char: 'P', description: 'UDP port that all replies go to (for tests)'}),
    'log-format': Flags.option({options: ['text', 'json'] as const, description: "Kea's lines, or JSON"})({
      default: 'text',
    }),
    demo: Flags.boolean({
      description: 'serve an example network on 127.0.0.1, port 10067, leases in keats-demo.sqlite of this folder',
    }),
    version: Flags.boolean({char: 'v', description: 'print the version'}),
    'extended-version': Flags.boolean({char: 'V', description: 'print the version and those of what it runs on'}),
    'build-report': Flags.boolean({char: 'W', description: 'print what this keats is built from'}),
  }

  async run(): Promise<object | undefined> {
    const {flags} = await this.parse(Dhcp4)
    if (flags.version) return this.#print(this.config.version)
    const {buildReport} = await import('../cli/build-report.ts')
    if (flags['extended-version'] || flags['build-report']) {
      return this.#print(buildReport(this.config.version, flags['build-report']))
    }
    const {checkReport4, configReader4, demoConfig4, loadConfig4} = await import('../cli/dhcp4-config.ts')
    const file = flags.test ?? flags['test-all'] ?? flags.config
    if (file === undefined && !flags.demo) throw new Failure('usage', 'which configuration?', 'name it with -c FILE')
    const app = await import('../app.ts')
    const checks = flags.test !== undefined || flags['test-all'] !== undefined
    let loaded: LoadedConfig4
    try {
      loaded = file === undefined ? demoConfig4() : loadConfig4(file)
    } catch (error) {
      const reason = error instanceof Error ? error.message.replaceAll(/\n\s*/g, ' ') : String(error)
      if (!checks && file !== undefined) await app.tellRefused4(file, reason, flags['log-format'])
      throw error
    }
    if (checks) {
      if (flags['test-all'] !== undefined) await app.checkDatabases4(loaded.config)
      const {text, ...report} = checkReport4(loaded, file ?? '')
      this.log(text)
      return report
    }
    const serverPort = flags['server-port'] ?? (flags.demo ? 10067 : 67)
    const status = await app.runDhcp4({
      version: this.config.version,
      reports: {
        extended: buildReport(this.config.version, false),
        build: buildReport(this.config.version, true),
      },
      first: loaded,
      read: configReader4(file),
      configFile: file,
      pidFile: file === undefined ? undefined : app.pidFileOf(file, 'kea-dhcp4', process.env['KEA_PIDFILE_DIR']),
      serverPort,
      clientPort: flags['client-port'],
      logFormat: flags['log-format'],
      verbose: flags.debug,
      signal: this.signal,
      onReady: endpoints => {
        if (!flags.demo) return
        this.note(`listening on ${endpoints.map(app.describeEndpoint).join(', ')}, port ${serverPort}`)
        this.note(`get a lease from it:  ${ownName()} probe 127.0.0.1 --port ${serverPort}`)
      },
    })
    // The status that a shutdown command asked for is not an error of this command.
    process.exitCode = status
    return undefined
  }

  #print(text: string): object {
    this.log(text)
    return {version: this.config.version, text}
  }
}

/** What to type to start this program again: in a checkout it is not in the path. */
function ownName(): string {
  const started = relative('', process.argv[1] ?? '')
  return started === join('bin', 'run.js') ? `node ${started}` : 'keats'
}
