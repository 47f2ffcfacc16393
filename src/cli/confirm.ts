import {createInterface} from 'node:readline'
import {Failure} from './failure.ts'

/** kea-admin's question; without a terminal the answer is no. Only a plain y is yes. Throws Failure for no. */
export async function confirmOverwrite(file: string, command: string, note: (line: string) => void): Promise<void> {
  note(`Output file, ${file}, exists and will be overwritten.`)
  note('Do you wish to continue? (y/N)')
  if (process.stdin.isTTY !== true) note('Non-interactive tty detected. Assuming no.')
  else if ((await readAnswer()) === 'y') return
  throw new Failure('failure', `${command} aborted by user.`, 'name another file, or overwrite it with -y')
}

function readAnswer(): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({input: process.stdin, output: process.stderr, terminal: true})
    let answer = ''
    let stopped = false
    lines.once('SIGINT', () => {
      stopped = true
      lines.close()
    })
    lines.once('close', () =>
      stopped
        ? reject(new Failure('interrupted', 'stopped at the question', 'nothing has been changed'))
        : resolve(answer),
    )
    lines.once('line', line => {
      answer = line
      lines.close()
    })
  })
}
