import {fileURLToPath} from 'node:url'
import type {InterfacesConfig4} from '../../src/model/config4.ts'
import {type Ipv4, parseIpv4} from '../../src/net-types/ipv4.ts'
import type {Lab, Netns, Program} from './netns.ts'

/** The interfaces configuration of Kea's defaults, `names` being `name`, `name/address` or `*`. */
export function interfacesOf(names: readonly string[], changes: Partial<InterfacesConfig4> = {}): InterfacesConfig4 {
  return {
    interfaces: names.map(text => {
      const [name = '', address] = text.split('/')
      return {name, address: address === undefined ? undefined : (parseIpv4(address) as Ipv4)}
    }),
    socketType: 'raw',
    outboundInterface: 'same-as-inbound',
    reDetect: true,
    serviceSocketsRequireAll: false,
    serviceSocketsMaxRetries: 0,
    serviceSocketsRetryWaitTime: 100,
    ...changes,
  }
}

type Line = {readonly [name: string]: unknown}

/** A running reflector4.ts. */
export class Reflector4 {
  readonly program: Program

  private constructor(program: Program) {
    this.program = program
  }

  /** `before` are words in front of the program, such as setpriv's. */
  static launch(
    lab: Lab,
    at: Netns,
    interfaces: InterfacesConfig4,
    port = 67,
    before: readonly string[] = [],
  ): Reflector4 {
    const file = fileURLToPath(new URL('reflector4.js', import.meta.url))
    const words = [...before, process.execPath, file, JSON.stringify({port, interfaces})]
    return new Reflector4(lab.keep(at.start(words)))
  }

  static async start(lab: Lab, at: Netns, interfaces: InterfacesConfig4, port = 67): Promise<Reflector4> {
    const reflector = Reflector4.launch(lab, at, interfaces, port)
    await reflector.line('ready')
    return reflector
  }

  get lines(): Line[] {
    const whole = this.program.output.slice(0, this.program.output.lastIndexOf('\n') + 1)
    return whole.split('\n').flatMap(line => (line.startsWith('{') ? [JSON.parse(line) as Line] : []))
  }

  /** The first line, from the `from`th on, that has this field, with this value where one is given. */
  line(field: string, value?: unknown, from = 0): Promise<Line> {
    const fits = (line: Line) => field in line && (value === undefined || line[field] === value)
    return this.program.until(`line ${field} ${String(value ?? '')}`, () => this.lines.slice(from).find(fits))
  }
}

export interface Answer {
  readonly from: string
  readonly content: string
}

/** How long one waits for the first answer, and then for another one; and for one that should not come. */
const patience = {answer: 18_000, another: 200, silence: 400}

/**
 * Sends one datagram from port 68 and answers what came back, sender and content. An answer is waited for, unless there
 * should be none.
 */
export async function talk(from: Netns, to: string, content: string, isAnswered = true): Promise<Answer[]> {
  const code = `
    const socket = require('node:dgram').createSocket('udp4'), back = []
    const end = () => { console.log(JSON.stringify(back)); socket.close() }
    let timer = setTimeout(end, ${isAnswered ? patience.answer : patience.silence})
    socket.on('message', (bytes, {address}) => {
      back.push({from: address, content: bytes.toString('latin1')})
      clearTimeout(timer)
      timer = setTimeout(end, ${patience.another})
    })
    socket.bind(68, () => {
      socket.setBroadcast(true)
      socket.send(Buffer.from(process.argv[2], 'hex'), 67, process.argv[1])
    })`
  const hex = Buffer.from(content, 'latin1').toString('hex')
  return JSON.parse(await from.start([process.execPath, '-e', code, to, hex]).finish()) as Answer[]
}
