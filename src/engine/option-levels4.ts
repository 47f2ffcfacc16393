import type {ConfiguredOption4, ServerConfig4} from '../model/config4.ts'
import type {Host4} from '../model/host4.ts'
import {OptionDefinitions4} from '../wire/option-definitions4.ts'
import {isSubOptionSpace4} from '../wire/option-spaces4.ts'
import {optionsFor4} from './guarded-options4.ts'
import {type HostOptions4, hostOptions4, type RefusedOption4} from './host-options4.ts'
import {mergeOptions4, type OptionSet4, overlayOptions4} from './option-set4.ts'

type Options = readonly ConfiguredOption4[]

/** Where a client is served: a subnet, or one of its pools. */
export interface OptionPlace4 {
  /** Above the classes, the most specific first: pool, subnet, shared network. */
  readonly levels: readonly Options[]
  /** For clients of no class that matters. */
  readonly plain: OptionSet4
  /** By the classes that matter, in the order of their assignment. */
  readonly byClasses: Map<string, OptionSet4>
}

const nothing: readonly RefusedOption4[] = []

/** Combinations of classes that are kept for each place. Clients can make up no more than a configuration has names. */
const MAX_COMBINATIONS = 256

/**
 * Options by level: host > pool > subnet > shared network > classes > global (facts: server.md §2.6). Merged once where no
 * class and no reservation has a say and once for each combination of classes; what is reserved for a client is laid over.
 */
export class OptionLevels4 {
  readonly #classes = new Map<string, Options>()
  /** Classes that change what is sent. */
  readonly #relevant = new Set<string>()
  readonly #global: Options
  readonly #definitions: OptionDefinitions4
  readonly #hosts = new WeakMap<Host4, HostOptions4>()
  /** Whether there are sub-options for members of some classes only. */
  #guarded = false

  constructor(config: ServerConfig4) {
    this.#global = config.options
    this.#definitions = new OptionDefinitions4(config.optionDefinitions)
    for (const {name, options} of config.clientClasses) {
      if (options.length === 0) continue
      this.#classes.set(name, options)
      this.#relevant.add(name)
    }
    for (const {space, clientClasses = []} of optionsIn(config)) {
      for (const name of clientClasses) this.#relevant.add(name)
      if (clientClasses.length > 0 && isSubOptionSpace4(space)) this.#guarded = true
    }
  }

  place(levels: readonly Options[]): OptionPlace4 {
    return {levels, plain: mergeOptions4([...levels, this.#global]), byClasses: new Map()}
  }

  /** What a client is told who is served there; `classes` in the order of their assignment. */
  of(place: OptionPlace4, classes: ReadonlySet<string>, host: Host4 | undefined): OptionSet4 {
    const set = this.#ofClasses(place, classes)
    if (host === undefined || host.options.length === 0) return set
    const own = this.#ofHost(host).options
    return overlayOptions4(this.#guarded ? optionsFor4(own, classes, this.#definitions) : own, set, classes)
  }

  /** What a reservation has that no client is sent. */
  refused(host: Host4): readonly RefusedOption4[] {
    return host.options.length === 0 ? nothing : this.#ofHost(host).refused
  }

  /** Reservations of the file are read once. */
  #ofHost(host: Host4): HostOptions4 {
    const there = this.#hosts.get(host)
    if (there !== undefined) return there
    const read = hostOptions4(host, this.#definitions)
    this.#hosts.set(host, read)
    return read
  }

  #ofClasses(place: OptionPlace4, classes: ReadonlySet<string>): OptionSet4 {
    if (this.#relevant.size === 0) return place.plain
    let key = ''
    for (const name of classes) if (this.#relevant.has(name)) key += `${name}\0`
    if (key === '') return place.plain
    const there = place.byClasses.get(key)
    if (there !== undefined) return there
    const made = this.#merge(place.levels, classes)
    if (place.byClasses.size >= MAX_COMBINATIONS) place.byClasses.clear()
    place.byClasses.set(key, made)
    return made
  }

  #merge(levels: readonly Options[], classes: ReadonlySet<string>): OptionSet4 {
    const own = [...classes].flatMap(name => [this.#classes.get(name) ?? []])
    const all = [...levels, ...own, this.#global]
    if (!this.#guarded) return mergeOptions4(all, classes)
    return mergeOptions4(
      all.map(level => optionsFor4(level, classes, this.#definitions)),
      classes,
    )
  }
}

/** Those of every level, reservations of the file too: rows of a database are for no classes. */
function optionsIn(config: ServerConfig4) {
  const {sharedNetworks, subnets, clientClasses, reservations} = config
  const levels = [config, ...sharedNetworks, ...subnets, ...subnets.flatMap(({pools}) => pools), ...clientClasses]
  return [...levels.flatMap(level => level.options), ...reservations.flatMap(host => host.options)]
}
