import {MAX_SAMPLE_AGE, MAX_SAMPLES, type SampleLimit} from '../model/sample-limit.ts'
import {type Arguments, CommandError, clip} from './arguments.ts'
import {type Command4, done} from './command.ts'
import type {ControlledServer4} from './server4.ts'
import {statisticsJson} from './statistic-samples.ts'

/** Commands about statistics (facts: server.md §4.2), with the texts of Kea 2.2.0. */
export const statisticCommands4: readonly Command4[] = [
  {name: 'statistic-get', run: ({statistics}, args) => get(statistics, [nameOf(args)])},
  {name: 'statistic-get-all', run: ({statistics}) => get(statistics)},
  {name: 'statistic-global-get-all', run: ({statistics}) => get(statistics, globals(statistics))},
  {
    name: 'statistic-reset',
    run: ({statistics}, args) => one(args, 'reset.', name => statistics.reset(name)),
  },
  {
    name: 'statistic-remove',
    run: ({statistics}, args) => one(args, 'removed.', name => statistics.remove(name)),
  },
  {
    name: 'statistic-reset-all',
    run: ({statistics}) => {
      statistics.refresh()
      statistics.resetAll()
      return done('All statistics reset to neutral values.')
    },
  },
  {
    name: 'statistic-remove-all',
    run: ({statistics}) => {
      statistics.refresh()
      statistics.removeAll()
      return done('Warning: statistic-remove-all command is deprecated. All statistics removed.')
    },
  },
  {
    name: 'statistic-sample-age-set',
    run: ({statistics}, args) => {
      const name = nameOf(args)
      const limit = ageOf(args)
      return one(args, 'duration limit is set.', () => statistics.limit(name, limit))
    },
  },
  {
    name: 'statistic-sample-count-set',
    run: ({statistics}, args) => {
      const name = nameOf(args)
      const limit = countOf(args)
      return one(args, 'count limit is set.', () => statistics.limit(name, limit))
    },
  },
  {
    name: 'statistic-sample-age-set-all',
    run: ({statistics}, args) => {
      statistics.limitAll(ageOf(args))
      return done('All statistics duration limit are set.')
    },
  },
  {
    name: 'statistic-sample-count-set-all',
    run: ({statistics}, args) => {
      statistics.limitAll(countOf(args))
      return done('All statistics count limit are set.')
    },
  },
]

type Book = ControlledServer4['statistics']

async function get(book: Book, names?: readonly string[]) {
  book.refresh()
  return done(undefined, await statisticsJson(book, names ?? book.names()))
}

function globals(book: Book): readonly string[] {
  book.refresh()
  return book.names().filter(name => !name.startsWith('subnet['))
}

/** Does something to the statistic that "name" names. */
function one(args: Arguments, what: string, act: (name: string) => boolean) {
  const name = nameOf(args)
  if (!act(name)) throw new CommandError(`No '${clip(name)}' statistic found`)
  return done(`Statistic '${clip(name)}' ${what}`)
}

function nameOf(args: Arguments): string {
  const node = args.value('name')
  if (node === undefined) throw new CommandError("Missing mandatory 'name' parameter.")
  if (node.kind !== 'string') throw new CommandError("'name' parameter expected to be a string.")
  return node.value
}

function ageOf(args: Arguments): SampleLimit {
  const seconds = integerOf(args, 'duration')
  if (seconds < 0 || seconds > MAX_SAMPLE_AGE) {
    throw new CommandError(`'duration' parameter must be 0..${MAX_SAMPLE_AGE} seconds`)
  }
  return {kind: 'age', seconds}
}

function countOf(args: Arguments): SampleLimit {
  const samples = integerOf(args, 'max-samples')
  if (samples === 0) throw new CommandError("'max-samples' parameter must not be zero")
  if (samples < 0 || samples > MAX_SAMPLES) throw new CommandError(`'max-samples' parameter must be 1..${MAX_SAMPLES}`)
  return {kind: 'count', samples}
}

function integerOf(args: Arguments, key: string): number {
  const node = args.value(key)
  if (node === undefined) throw new CommandError(`Missing mandatory '${key}' parameter.`)
  if (node.kind !== 'integer') throw new CommandError(`'${key}' parameter expected to be an integer.`)
  return node.value
}
