import {readdirSync, readFileSync} from 'node:fs'
import {basename, join} from 'node:path'

/** A configuration out of Kea's documentation. */
export interface DocumentedConfig {
  /** 'classify.json', or 'dhcp4-srv:229' for the line of a page of the manual. */
  readonly name: string
  readonly text: string
}

const examples = '/usr/share/doc/kea/examples'
const manual = '/usr/share/doc/kea/html/_sources/arm'

/** Where the documentation has its libraries; here they are elsewhere. */
function here(text: string): string {
  return text.replace(/"(?:\/[\w.-]+)+\/(libdhcp_\w+\.so)"/g, '"/usr/lib/x86_64-linux-gnu/kea/hooks/$1"')
}

export function documentedExamples4(): DocumentedConfig[] {
  const single = readdirSync(join(examples, 'kea4')).filter(name => name.endsWith('.json'))
  // Two servers that stand in for each other.
  const pair = readdirSync(join(examples, 'template-power-user-home')).filter(name => /^kea-dhcp4-.*\.conf$/.test(name))
  const paths = [...single.map(name => join('kea4', name)), ...pair.map(name => join('template-power-user-home', name))]
  return paths.sort().map(path => ({name: basename(path), text: here(readFileSync(join(examples, path), 'utf8'))}))
}

/** Every literal block of the manual that could be a piece of a configuration, made whole; dots stand for what is left out. */
export function manualSnippets4(): DocumentedConfig[] {
  const pages = readdirSync(manual).filter(name => /^(?!dhcp6).*\.rst\.txt$/.test(name))
  return pages.sort().flatMap(page => {
    const blocks = blocksOf(readFileSync(join(manual, page), 'utf8').split('\n'))
    return blocks.flatMap(({line, text}) => {
      const whole = wholeOf(here(text.replaceAll('...', '')))
      return whole === undefined ? [] : [{name: `${page.replace('.rst.txt', '')}:${line}`, text: whole}]
    })
  })
}

function wholeOf(text: string): string | undefined {
  const start = text.trim()
  if (start.startsWith('"Dhcp4"')) return `{${text}}`
  if (start.startsWith('{')) return start.includes('"Dhcp4"') ? text : undefined
  return start.startsWith('"') ? `{"Dhcp4":{${text}}}` : undefined
}

interface Block {
  /** The first is 1. */
  readonly line: number
  readonly text: string
}

/** What is indented below a line that ends with "::" or names a block of code. */
function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; at++) {
    if (!/::$|^\s*\.\. code-block/.test(lines[at]!.trimEnd())) continue
    const outer = indentOf(lines[at]!)
    const first = lines.findIndex((line, index) => index > at && line.trim() !== '')
    let end = first
    while (end < lines.length && end >= 0 && (lines[end]!.trim() === '' || indentOf(lines[end]!) > outer)) end++
    if (end > first) blocks.push({line: first + 1, text: lines.slice(first, end).join('\n')})
    if (end > first) at = end - 1
  }
  return blocks
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
