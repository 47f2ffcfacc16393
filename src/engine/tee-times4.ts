import type {Subnet4} from '../model/config4.ts'

/** T1 and T2 in seconds; undefined = not sent. */
export interface TeeTimes4 {
  readonly t1: number | undefined
  readonly t2: number | undefined
}

/** Explicit timers win over percentages; T2 has to end before the lease and T1 before T2 (facts: server.md §2.3). */
export function teeTimes4(subnet: Subnet4, lifetime: number): TeeTimes4 {
  const share = (percent: number) => (subnet.calculateTeeTimes ? Math.round(percent * lifetime) : undefined)
  const rebind = subnet.rebindTimer ?? share(subnet.t2Percent)
  const t2 = rebind !== undefined && rebind > 0 && rebind < lifetime ? rebind : undefined
  const renew = subnet.renewTimer ?? share(subnet.t1Percent)
  const t1 = renew !== undefined && renew > 0 && renew < (t2 ?? lifetime) ? renew : undefined
  return {t1, t2}
}
