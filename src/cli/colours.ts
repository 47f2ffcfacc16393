import type {ChalkInstance} from 'chalk'

/** Colours for what goes to a terminal: none where it is no terminal, nor where NO_COLOR is set, which chalk does not ask. */
export async function coloursOf(stream: 'stdout' | 'stderr'): Promise<ChalkInstance> {
  const {Chalk, chalkStderr, default: chalk} = await import('chalk')
  if (process.env['NO_COLOR']) return new Chalk({level: 0})
  return stream === 'stdout' ? chalk : chalkStderr
}
