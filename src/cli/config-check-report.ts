import {formatFinding, type Severity, severities} from '../config/lint/finding.ts'
import type {ConfigCheck} from './config-check.ts'

/** Makes the severity of a line stand out. */
export type Paint = (severity: Severity, text: string) => string

/** The findings, one or two lines each, and a line that sums them up. */
export function checkLines(check: ConfigCheck, paint: Paint): string[] {
  const lines = check.findings.map(finding => {
    const {severity} = finding
    return harmless(formatFinding(finding)).replace(`: ${severity}: `, `: ${paint(severity, severity)}: `)
  })
  const more = Object.entries(check.more).map(([rule, count]) => `${check.file}: and ${count} more of [${rule}]`)
  return [...lines, ...more, `${check.file}: ${summary(check)}`]
}

function summary({counts, valid}: ConfigCheck): string {
  const found = severities.flatMap(severity => {
    const count = counts[severity]
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`]
  })
  const verdict = valid ? 'configuration is valid' : 'configuration would fail'
  return found.length === 0 ? `${verdict}, nothing to remark` : `${verdict}, ${found.join(', ')}`
}

/** Names come from the file, and a terminal acts on some characters. */
function harmless(text: string): string {
  return text.replace(/[^\S\n ]|[^\P{Cc}\n]|\p{Cf}/gu, '?')
}
