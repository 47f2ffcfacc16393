import type {FormatLine, ProcessFacts} from './line.ts'

/** One JSON object a line; the fields of the message stand beside time, level, pid, logger, id and text. */
export function formatJson(facts: ProcessFacts): FormatLine {
  return event => {
    const time = new Date(event.millis).toISOString()
    const {id, severity, logger, text, fields} = event
    const own = {time, level: severity.toLowerCase(), pid: facts.pid, logger, id, text}
    return `${JSON.stringify({...fields, ...own})}\n`
  }
}
