import {type Hook, loadHelpClass} from '@oclif/core'

/**
 * What may stand in the place of a command: `keats -v` and `keats --version` print the bare version, as kea-admin does;
 * `keats -h` and `keats help COMMAND` what --help prints. After a command -v and -h are the command's.
 */
const firstWord: Hook.Init = async ({id, config}) => {
  // oclif makes one id of all words, where it finds no command: "help:ha:status".
  const [, about] = /^help(?::(.+))?$|^-h$/.exec(id ?? '') ?? []
  const helps =
    id === '-h' || id === 'help' || (about !== undefined && (config.findCommand(about) ?? config.findTopic(about)))
  if (id === '-v' || id === '--version') process.stdout.write(`${config.version}\n`)
  else if (helps) {
    const Help = await loadHelpClass(config)
    await new Help(config, config.pjson.oclif.helpOptions).showHelp(about === undefined ? [] : [about])
  } else return
  // The exit that oclif offers here is caught as a failed hook, and the command lookup would go on.
  process.exit(0)
}

export default firstWord
