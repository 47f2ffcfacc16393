import type {Explanation4} from '../server/explain/explain4.ts'
import {type Step4, topics4} from '../server/explain/step4.ts'

const titles: Readonly<Record<Step4['topic'], string>> = {
  packet: 'Packet',
  server: 'Server',
  class: 'Classes',
  subnet: 'Subnet',
  reservation: 'Reservations',
  lease: 'Leases',
  address: 'Address',
  option: 'Options',
  answer: 'Answer',
}

export type Mark = (chosen: boolean | undefined) => string

/** The steps under the name of what they are about: + taken up, - not taken up. */
export function explanationLines({steps}: Explanation4, mark: Mark): string[] {
  return topics4.flatMap(topic => {
    const about = steps.filter(step => step.topic === topic)
    if (about.length === 0) return []
    return [titles[topic], ...about.map(step => `  ${mark(step.chosen)} ${step.text}`)]
  })
}
