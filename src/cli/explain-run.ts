import {indexSubnets4} from '../engine/select-subnet.ts'
import {readDatabases4} from '../read-databases.ts'
import {addressOf, type Explanation4, explain4} from '../server/explain/explain4.ts'
import {loadConfig4} from './dhcp4-config.ts'
import type {Question4} from './explain-question.ts'

export interface Explained4 {
  readonly explanation: Explanation4
  /** The address that the client would get. */
  readonly address: string | undefined
  readonly notes: readonly string[]
}

/** What the server of a configuration file would do with a message. Rejects as the databases do. */
export async function explain(file: string, {message, arrival, serverId}: Question4): Promise<Explained4> {
  const {config} = loadConfig4(file)
  const {store, hosts, notes, close} = await readDatabases4(config)
  try {
    const parts = {
      index: indexSubnets4(config),
      store,
      hosts,
      serverIds: new Set([serverId]),
      clock: {millis: Date.now},
    }
    const explanation = await explain4(message, arrival, parts)
    return {explanation, address: addressOf(explanation), notes}
  } finally {
    await close()
  }
}
