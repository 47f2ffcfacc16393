import type {WireError} from './message4.ts'

export function wireError(reason: string, offset: number): WireError {
  return {kind: 'wire-error', reason, offset}
}

/** Tells a decoder's fault from its message: messages have no `kind` of this value. */
export function isWireError(result: object): result is WireError {
  return 'kind' in result && result.kind === 'wire-error'
}
