import type {Ipv4} from '../../net-types/ipv4.ts'

/** A lease as another server's file has it. */
export interface ForeignLease {
  readonly line: number
  readonly address: Ipv4
  /** free: the address is nobody's any more. */
  readonly state: 'assigned' | 'declined' | 'free'
  /** Bytes as hex. */
  readonly hwAddr: string | undefined
  readonly clientId: string | undefined
  /** One character a byte. */
  readonly hostname: string
  readonly fqdnFwd: boolean
  readonly fqdnRev: boolean
  /** Unix seconds; undefined where the file does not say. */
  readonly starts: number | undefined
  /** Unix seconds; Infinity for a lease without end. */
  readonly ends: number
}
