/** What a line of an explanation is about, in the order of the decision. */
export const topics4 = [
  'packet',
  'server',
  'class',
  'subnet',
  'reservation',
  'lease',
  'address',
  'option',
  'answer',
] as const

export type Topic4 = (typeof topics4)[number]

/** One thing that was looked at. */
export interface Step4 {
  readonly topic: Topic4
  /** Whether it was taken up; undefined = it is only a fact. */
  readonly chosen: boolean | undefined
  readonly text: string
}

export function fact(topic: Topic4, text: string): Step4 {
  return {topic, chosen: undefined, text}
}

export function chosen(topic: Topic4, text: string): Step4 {
  return {topic, chosen: true, text}
}

export function rejected(topic: Topic4, text: string): Step4 {
  return {topic, chosen: false, text}
}
