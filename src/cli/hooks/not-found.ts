import type {Hook} from '@oclif/core'
import {exitCodes} from '../exit-codes.ts'

const notFound: Hook.CommandNotFound = async function ({id, config}) {
  const names = config.commands.filter(command => !command.hidden).map(command => command.id)
  process.stderr.write(`✖ invalid command: ${id}\n  known commands: ${names.sort().join(', ')}\n`)
  this.exit(exitCodes.usage.code)
}

export default notFound
