import type {LoggerConfig, LoggerOutput, LogSeverity} from '../model/config4.ts'
import {parsePattern} from './log-pattern.ts'
import type {Section} from './section.ts'
import {isSyslog, syslogFacility, syslogFacilityNames} from './syslog.ts'

const severities = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'NONE'] as const
const INT32 = 0x7fffffff

/** Reads `loggers` (facts: server.md §7.1); both spellings of the outputs. */
export function readLoggers(root: Section): readonly LoggerConfig[] {
  return root.maps('loggers').map(section => {
    section.required('name')
    const name = section.string('name') ?? ''
    const severity = readSeverity(section) ?? 'INFO'
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

/** In capitals or not, as in Kea. */
function readSeverity(section: Section): LogSeverity | undefined {
  const text = section.string('severity')
  if (text === undefined) return undefined
  const severity = severities.find(word => word === text.toUpperCase())
  return (
    severity ?? section.error('severity', `expected one of ${severities.join(', ')}, found ${JSON.stringify(text)}`)
  )
}

function readOutput(section: Section): LoggerOutput {
  section.required('output')
  const output = {
    output: readDestination(section),
    flush: section.boolean('flush') ?? true,
    maxsize: section.integer('maxsize', 0, INT32) ?? 10_240_000,
    maxver: section.integer('maxver', 1, INT32) ?? 1,
    pattern: readLinePattern(section),
  }
  section.finish()
  return output
}

function readDestination(section: Section): string {
  const text = section.string('output') ?? 'stdout'
  if (text === '') section.error('output', 'expected stdout, stderr, syslog or the name of a file')
  if (isSyslog(text) && !syslogFacility(text).known) {
    section.warn(
      'output',
      `no facility of the system's log, "user" is taken; known are ${syslogFacilityNames.join(', ')}`,
    )
  }
  return text
}

function readLinePattern(section: Section): string | undefined {
  const pattern = section.string('pattern') || undefined
  const parts = pattern === undefined ? [] : parsePattern(pattern)
  return typeof parts === 'string' ? section.error('pattern', parts) : pattern
}
