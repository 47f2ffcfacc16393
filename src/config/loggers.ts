import type {LoggerConfig, LoggerOutput} from '../model/config4.ts'
import type {Section} from './section.ts'

const severities = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'NONE'] as const
const INT32 = 0x7fffffff

/** Reads `loggers` (facts: server.md §7.1); both spellings of the outputs. */
export function readLoggers(root: Section): readonly LoggerConfig[] {
  return root.maps('loggers').map(section => {
    section.required('name')
    const name = section.string('name') ?? ''
    const severity = section.word('severity', severities) ?? 'INFO'
    const debuglevel = section.integer('debuglevel', 0, 99) ?? 0
    if (section.has('output_options') && section.has('output-options')) {
      section.error('output-options', 'expected either output-options or output_options, not both')
    }
    const outputs = [...section.maps('output_options'), ...section.maps('output-options')].map(readOutput)
    section.userContext()
    section.finish()
    return {name, severity, debuglevel, outputs}
  })
}

function readOutput(section: Section): LoggerOutput {
  section.required('output')
  const output = {
    output: section.string('output') ?? 'stdout',
    flush: section.boolean('flush') ?? true,
    maxsize: section.integer('maxsize', 0, INT32) ?? 10_240_000,
    maxver: section.integer('maxver', 1, INT32) ?? 1,
    pattern: section.string('pattern') || undefined,
  }
  section.finish()
  return output
}
