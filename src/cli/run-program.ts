import {spawn} from 'node:child_process'

export interface ProgramResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Enough for a help text or an error; a program that floods is cut. */
const kept = 200_000

/** Runs a program to its end. Rejects when it cannot be started; `signal` terminates it. */
export function runProgram(
  program: string,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {...process.env, ...env},
      ...(signal === undefined ? {} : {signal}),
    })
    const output = {stdout: '', stderr: ''}
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].on('data', chunk => {
        if (output[stream].length < kept) output[stream] += String(chunk)
      })
    }
    child.once('error', error => {
      const missing = 'code' in error && error.code === 'ENOENT'
      reject(missing ? new Error(`${program} is not installed`) : error)
    })
    child.once('close', code => resolve({code: code ?? 1, ...output}))
  })
}
