import {answering, RawPeer, response, type Serve} from './raw-peer.ts'

export interface SeenUpdate {
  readonly command: string
  readonly address: string
  /** Without colons; '' = none. */
  readonly hwAddr: string
  readonly clientId: string
}

/** What becomes of an update: a result, a whole body, or nothing until the test says so. */
export type Verdict = number | {readonly body: string} | 'cut' | 'held'

const heartbeatBody = (state: string): string => {
  const report = {'date-time': new Date().toUTCString(), scopes: [], state, 'unsent-update-count': 0}
  return JSON.stringify([{result: 0, text: 'there', arguments: report}])
}

/** A partner that is well, and deals with lease updates as a test wants. */
export class UpdatePartner {
  readonly updates: SeenUpdate[] = []
  /** Of other commands than updates, heartbeats and pages. */
  readonly commands: string[] = []
  judge: (update: SeenUpdate) => Verdict = () => 0
  /** Its heartbeats say that it is in this state; undefined = it does not answer them. */
  state: string | undefined
  readonly #held: (() => void)[] = []
  #raw!: RawPeer

  private constructor(state: string) {
    this.state = state
  }

  static async open(state: string): Promise<UpdatePartner> {
    const partner = new UpdatePartner(state)
    partner.#raw = await RawPeer.open((socket, request) => partner.#serve(request.body)(socket, request))
    return partner
  }

  get url(): string {
    return `http://127.0.0.1:${this.#raw.port}/`
  }

  close(): Promise<void> {
    return this.#raw.close()
  }

  /** Answers what is held, the oldest first. */
  release(): void {
    for (const answer of this.#held.splice(0)) answer()
  }

  #serve(body: string): Serve {
    const {command, arguments: args = {}} = JSON.parse(body) as {command: string; arguments?: Record<string, string>}
    if (command === 'ha-heartbeat') return this.state === undefined ? cut : answering(heartbeatBody(this.state))
    if (command === 'lease4-get-page') {
      return answering(JSON.stringify([{result: 3, text: 'none', arguments: {count: 0, leases: []}}]))
    }
    if (command !== 'lease4-update' && command !== 'lease4-del') {
      this.commands.push(command)
      return answering(bodyOf(0))
    }
    const hexOf = (key: string) => (args[key] ?? '').replaceAll(':', '')
    const [hwAddr, clientId] = [hexOf('hw-address'), hexOf('client-id')]
    const update = {command, address: args['ip-address'] ?? '', hwAddr, clientId}
    this.updates.push(update)
    return this.#answer(this.judge(update))
  }

  #answer(verdict: Verdict): Serve {
    if (verdict === 'cut') return cut
    if (verdict === 'held') return socket => void this.#held.push(() => void socket.write(response(bodyOf(0))))
    return answering(typeof verdict === 'number' ? bodyOf(verdict) : verdict.body)
  }
}

const cut: Serve = socket => void socket.destroy()

function bodyOf(result: number): string {
  return JSON.stringify([{result, text: 'as the test says'}])
}
