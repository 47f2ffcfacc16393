import type {IncomingMessage} from 'node:http'
import type {ByteBudget} from './byte-budget.ts'
import {CommandText, type Progress} from './command-text.ts'

export type Body = Exclude<Progress, {readonly kind: 'more'}> | {readonly kind: 'gone'}

/** Reads the command in a request as it arrives; stops where it is complete or cannot become one. */
export function readBody(
  request: IncomingMessage,
  budget: ByteBudget,
  onPiece: (bytes: number) => void,
): Promise<Body> {
  const command = new CommandText(budget)
  return new Promise(resolve => {
    const finish = (body: Body) => {
      request.pause()
      request.off('data', receive)
      request.off('end', ended)
      request.off('close', gone)
      command.release()
      resolve(body)
    }
    const receive = (piece: Buffer) => {
      onPiece(piece.length)
      const progress = command.add(piece)
      if (progress.kind !== 'more') finish(progress)
    }
    const ended = () => finish({kind: 'refused', why: 'broken', reason: 'the command ends before it is complete'})
    const gone = () => finish({kind: 'gone'})
    request.on('data', receive)
    request.on('end', ended)
    request.on('close', gone)
  })
}
