import type {Hook} from '@oclif/core'

/** `keats -v` and `keats --version` print the bare version, as kea-admin does; elsewhere -v belongs to the command. */
const version: Hook.Init = async function ({id}) {
  if (id !== '-v' && id !== '--version') return
  process.stdout.write(`${this.config.version}\n`)
  // The exit that oclif offers here is caught as a failed hook, and the command lookup would go on.
  process.exit(0)
}

export default version
