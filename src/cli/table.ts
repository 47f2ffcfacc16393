/** How rows are shown: aligned under a heading on a terminal, one tab between cells for programs. */
export interface Layout {
  readonly terminal: boolean
  /** Makes a heading stand out. */
  readonly emphasis: (text: string) => string
}

export function tableLines(columns: readonly string[], rows: readonly (readonly string[])[], layout: Layout): string[] {
  if (!layout.terminal) return [columns, ...rows].map(cells => cells.map(oneLine).join('\t'))
  const clean = rows.map(cells => cells.map(oneLine))
  const widths = columns.map((name, index) =>
    clean.reduce((width, cells) => Math.max(width, cells[index]?.length ?? 0), name.length),
  )
  const numeric = columns.map((_, index) => clean.every(cells => /^(-?\d+(\.\d+)?)?$/.test(cells[index] ?? '')))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => (numeric[index] ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!)))
      .join('  ')
      .trimEnd()
  return [layout.emphasis(line(columns)), ...clean.map(line)]
}

/** Text of a server, harmless on a terminal and within its cell. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?')
}
