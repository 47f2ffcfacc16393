/** Why a text is not an expression. A value: the reader of the configuration adds where the text itself stands. */
export interface ExpressionError {
  readonly kind: 'expression-error'
  readonly message: string
  /** In UTF-16 units from the start of the expression. */
  readonly offset: number
  /** From 1. */
  readonly line: number
  readonly column: number
}

export function expressionError(text: string, offset: number, message: string): ExpressionError {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return {
    kind: 'expression-error',
    message,
    offset,
    line: before.split('\n').length,
    column: offset - lineStart + 1,
  }
}

/** "column 8: there is no option 'x'", with the line where there are several. */
export function formatExpressionError({message, line, column}: ExpressionError): string {
  return line === 1 ? `column ${column}: ${message}` : `line ${line}, column ${column}: ${message}`
}
