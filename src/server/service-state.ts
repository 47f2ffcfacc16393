/**
 * Whether packets are served: they are while no reason stands against it. Reasons are words such as 'db:lease' or 'user';
 * each is set and cleared by the one who knows it, so that no part can switch on what another has switched off.
 */
export class ServiceState {
  readonly #reasons = new Set<string>()
  readonly #changed: (on: boolean, reason: string) => void

  /** `changed` is told when service goes off, with the reason, and when it is on again, with the last reason. */
  constructor(changed: (on: boolean, reason: string) => void) {
    this.#changed = changed
  }

  get on(): boolean {
    return this.#reasons.size === 0
  }

  get reasons(): readonly string[] {
    return [...this.#reasons]
  }

  block(reason: string): void {
    const before = this.on
    this.#reasons.add(reason)
    if (before) this.#changed(false, reason)
  }

  unblock(reason: string): void {
    if (this.#reasons.delete(reason) && this.on) this.#changed(true, reason)
  }
}
