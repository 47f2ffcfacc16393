import type {Ipv4} from '../../src/net-types/ipv4.ts'
import type {Message4} from '../../src/wire/message4.ts'

/** A message with every field at rest but those given. `options` may be plain arrays of bytes. */
export function message4(
  fields: Partial<Omit<Message4, 'options'>> & {
    readonly options?: Iterable<readonly [number, readonly number[] | Uint8Array]>
  },
): Message4 {
  const {options = [], ...rest} = fields
  const none = 0 as Ipv4
  return {
    op: 1,
    htype: 1,
    hops: 0,
    xid: 1,
    secs: 0,
    flags: 0,
    ciaddr: none,
    yiaddr: none,
    siaddr: none,
    giaddr: none,
    chaddr: Uint8Array.of(2, 0, 0, 0, 0, 1),
    sname: '',
    file: '',
    ...rest,
    options: new Map([...options].map(([code, bytes]) => [code, Uint8Array.from(bytes)])),
  }
}
