import type {HaRelationship} from '../../model/ha.ts'

/** What http-client-threads 0 stands for: "as many as threads for DHCP", of which this program has none. */
const OTHERWISE = 8

/** Requests with updates to one peer at the same time. */
export function connectionsOf({threads}: Pick<HaRelationship, 'threads'>): number {
  return threads.clientThreads || OTHERWISE
}
