import type {Hook} from '@oclif/core'
import {nearest} from '../../config/nearest.ts'
import {exitCodes} from '../exit-codes.ts'

const notFound: Hook.CommandNotFound = async function ({id, argv, config}) {
  const names = config.commands.filter(command => !command.hidden).map(command => command.id.replaceAll(':', ' '))
  const given = id.replaceAll(':', ' ')
  const message = `invalid command: ${given}`
  // What is given may hold the arguments too: "db-int sqlite".
  const near = nearest(given, names) ?? nearest(given.split(' ')[0]!, names)
  const known = `known commands: ${names.sort().join(', ')}`
  const hint = near === undefined ? known : `did you mean ${near}? ${known}`
  const {code} = exitCodes.usage
  if (argv?.includes('--json') === true) {
    process.stdout.write(`${JSON.stringify({error: {code, name: 'usage', message, hint}}, undefined, 2)}\n`)
  } else process.stderr.write(`✖ ${message}\n  ${hint}\n`)
  this.exit(code)
}

export default notFound
