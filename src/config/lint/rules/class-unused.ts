import type {ClientClass4} from '../../../model/client-class4.ts'
import {classUses4, testedClasses4} from '../classes4.ts'
import type {LintRule4} from '../rule.ts'
import type {Subject4} from '../subject4.ts'

/** What the server itself acts on. */
const acted: ReadonlySet<string> = new Set(['DROP', 'SKIP_DDNS', 'BOOTP', 'KNOWN', 'UNKNOWN', 'ALL', 'REJECT'])

/** Being in such a class changes nothing for a client. */
export const classUnused: LintRule4 = {
  name: 'class-unused',
  severity: 'hint',
  check(subject, tell) {
    const named = new Set([
      ...classUses4(subject).map(({name}) => name),
      ...testedClasses4(subject),
      ...others(subject),
    ])
    for (const placed of subject.classes) {
      const {definition} = placed
      if (acted.has(definition.name) || named.has(definition.name) || brings(definition)) continue
      const spawned = [...named].some(name => name.startsWith(`SPAWN_${definition.name}_`))
      if (spawned) continue
      const message = `nothing depends on the class "${definition.name}", and it brings its members nothing`
      tell(placed, 'name', message, 'remove it, or guard something with it')
    }
  },
}

/** Classes that single options and hooks ask for. */
function others({config}: Subject4): readonly string[] {
  const levels = [config, ...config.sharedNetworks, ...config.subnets, ...config.clientClasses]
  const pools = config.subnets.flatMap(({pools}) => pools)
  const ofOptions = [...levels, ...pools].flatMap(({options}) => options.flatMap(option => option.clientClasses))
  return [...ofOptions, ...config.hooks.flexOption.flatMap(({clientClasses}) => clientClasses)]
}

function brings(definition: ClientClass4): boolean {
  const {options, optionDefinitions, validLifetime, offerLifetime, nextServer, serverHostname, bootFileName} =
    definition
  if (options.length > 0 || optionDefinitions.length > 0) return true
  return [validLifetime, offerLifetime, nextServer, serverHostname, bootFileName].some(value => value !== undefined)
}
