import {type ClassWitness4, DROP_CLASS} from '../../engine/classify4.ts'
import type {Packet4} from '../../engine/expression/evaluation4.ts'
import type {Client4} from '../../engine/outcome4.ts'
import type {RelayInfo4} from '../../engine/relay-info4.ts'
import type {Arrival4, Request4} from '../../engine/request4.ts'
import {type NamedSubnets4, namedSubnets4} from '../../engine/select-subnet.ts'
import {admitsTo4, type SubnetIndex4} from '../../engine/subnet-index4.ts'
import {formatIpv4} from '../../net-types/ipv4.ts'
import type {Message4} from '../../wire/message4.ts'
import {chosen, fact, rejected, type Step4} from './step4.ts'
import {subnetName} from './words4.ts'

/** Writes down what every test of a class came to. */
function classWitness(steps: Step4[]): ClassWitness4 {
  return (name, result) => {
    if (result === true) steps.push(chosen('class', `${name}: its test is true`))
    else if (result === false) steps.push(rejected('class', `${name}: its test is false`))
    else steps.push(rejected('class', `${name}: its test fails: ${result.reason}`))
  }
}

/** The classes that need no reservation, each with the result of its test. */
export function firstClasses(packet: Packet4, {classifier}: SubnetIndex4, seed: ReadonlySet<string>): Step4[] {
  const steps: Step4[] = []
  const classes = classifier.before(packet, seed, classWitness(steps))
  steps.push(fact('class', `classes before any reservation: ${[...classes].join(', ')}`))
  if (classes.has(DROP_CLASS)) steps.push(chosen('class', 'members of DROP are not served'))
  return steps
}

/** What a reservation adds, and the tests that ask whether the client is known. */
export function laterClasses(
  request: Request4,
  {host, classes}: Client4,
  {classifier, config}: SubnetIndex4,
  steps: Step4[],
): void {
  const late = new Set(config.clientClasses.filter(one => one.dependsOnKnown).map(({name}) => name))
  const tell = classWitness(steps)
  classifier.after(request.packet, request.classes, host, (name, result) => {
    if (late.has(name)) tell(name, result)
  })
  const more = [...classes].filter(name => !request.classes.has(name))
  if (more.length > 0) steps.push(fact('class', `classes once reservations are known: also ${more.join(', ')}`))
}

const rules: Readonly<Record<NamedSubnets4['rule'], (by: string) => string>> = {
  'link-selection': by => `the relay or client selects the link of ${by} (option 82.5 or 118)`,
  relay: by => `giaddr ${by} is a relay address of the configuration`,
  giaddr: by => `giaddr ${by} is looked for in the prefixes`,
  ciaddr: by => `ciaddr ${by} is looked for in the prefixes`,
  source: by => `the source address ${by} is looked for in the prefixes`,
  interface: by => `subnets that name the interface ${by}`,
  'link-address': by => `the server’s own address ${by} on the link is looked for in the prefixes`,
}

export function subnetSteps(
  message: Message4,
  relay: RelayInfo4 | undefined,
  arrival: Arrival4,
  index: SubnetIndex4,
  classes: ReadonlySet<string>,
): Step4[] {
  const {rule, by, subnets} = namedSubnets4(message, relay, arrival, index)
  const steps = [fact('subnet', rules[rule](typeof by === 'string' ? by : formatIpv4(by)))]
  if (subnets.length === 0) return [...steps, rejected('subnet', 'no subnet fits')]
  for (const subnet of subnets) {
    if (admitsTo4(index, subnet, classes)) return [...steps, chosen('subnet', subnetName(subnet))]
    steps.push(rejected('subnet', `${subnetName(subnet)}: only for members of ${guardsOf(subnet, index)}`))
  }
  return steps
}

function guardsOf(subnet: Parameters<typeof admitsTo4>[1], {byId}: SubnetIndex4): string {
  const guards = [...subnet.clientClasses, ...(byId.get(subnet.id)?.network?.clientClasses ?? [])]
  return guards.join(' or ')
}
