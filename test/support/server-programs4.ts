import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {Netns, Program} from './netns.ts'

/** A DHCPv4 server that takes Kea's configuration and serves the standard ports of a namespace. */
export interface ServerProgram4 {
  readonly name: string
  readonly words: (file: string) => readonly string[]
}

export interface RunningServer4 {
  readonly program: Program
  readonly directory: string
  stop(): Promise<void>
}

const bin = fileURLToPath(new URL('../../../bin/run.js', import.meta.url))

export const kea4: ServerProgram4 = {name: 'kea-dhcp4', words: file => ['kea-dhcp4', '-c', file]}
export const keats4: ServerProgram4 = {name: 'keats', words: file => [process.execPath, bin, 'dhcp4', '-c', file]}

// Kea holds back what it prints to a pipe, unless a logger says that it flushes.
const loggers = [{name: 'kea-dhcp4', severity: 'INFO', output_options: [{output: 'stderr', flush: true}]}]

/** Starts a server with the map `Dhcp4`, leases in memory unless it says otherwise, and waits until it serves. */
export async function startServer4(
  {name, words}: ServerProgram4,
  namespace: Netns,
  dhcp4: object,
): Promise<RunningServer4> {
  const directory = mkdtempSync(join(tmpdir(), `keats-${name}-`))
  const file = join(directory, 'dhcp4.conf')
  const whole = {loggers, 'lease-database': {type: 'memfile', persist: false}, ...dhcp4}
  writeFileSync(file, JSON.stringify({Dhcp4: whole}, undefined, 2))
  const program = namespace.start(words(file), {KEA_PIDFILE_DIR: directory, KEA_LOCKFILE_DIR: 'none'})
  const stop = async () => {
    await program.stop()
    rmSync(directory, {recursive: true, force: true})
  }
  try {
    await program.until('starting', () => program.output.includes('DHCP4_STARTED'))
  } catch (error) {
    await stop()
    throw error
  }
  return {program, directory, stop}
}
