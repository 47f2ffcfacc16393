import {type ExitName, exitCodes} from './exit-codes.ts'

/**
 * A command's description for `--help`: its paragraphs, whose lines the terminal's width breaks and not the source's, then
 * the codes that the command can end with.
 */
export function describe(paragraphs: string, exits: readonly ExitName[]): string {
  const codes = exits.map(name => `${String(exitCodes[name].code).padStart(5)}  ${exitCodes[name].meaning}`)
  return [paragraphs.replaceAll(/(?<!\n)\n(?!\n)/g, ' '), '', 'Exit codes:', ...codes].join('\n')
}
