import type {Hook} from '@oclif/core'
import {exitCodes} from '../exit-codes.ts'

const notFound: Hook.CommandNotFound = async function ({id, argv, config}) {
  const names = config.commands.filter(command => !command.hidden).map(command => command.id.replaceAll(':', ' '))
  const message = `invalid command: ${id.replaceAll(':', ' ')}`
  const hint = `known commands: ${names.sort().join(', ')}`
  const {code} = exitCodes.usage
  if (argv?.includes('--json') === true) {
    process.stdout.write(`${JSON.stringify({error: {code, name: 'usage', message, hint}}, undefined, 2)}\n`)
  } else process.stderr.write(`✖ ${message}\n  ${hint}\n`)
  this.exit(code)
}

export default notFound
