import type {Json, JsonMap} from '../model/json.ts'
import type {StatisticSample, StatisticsBook} from '../ports/statistics.ts'

/** The value of a statistic in Kea's form: `[[value, "2026-11-22 17:03:33.467000"], …]`, newest first, in local time. */
function samplesJson(samples: readonly StatisticSample[], clock: LocalTime): Json {
  return samples.map(({value, millis}) => [value, clock.text(millis)])
}

/** Statistics between which packets get their turn: thousands of subnets have tens of thousands. */
const AT_ONCE = 2000

/** Statistics by name; a name that no statistic has is left out. */
export async function statisticsJson(book: StatisticsBook, names: readonly string[]): Promise<JsonMap> {
  const clock = new LocalTime()
  const found: Record<string, Json> = {}
  for (const [index, name] of names.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await new Promise(resolve => setImmediate(resolve))
    const samples = book.samples(name)
    if (samples !== undefined) found[name] = samplesJson(samples, clock)
  }
  return found
}

/** A moment (Unix milliseconds) in Kea's form. */
export function localTime(millis: number): string {
  return new LocalTime().text(millis)
}

/** Formats moments, many of which are in the same second. */
class LocalTime {
  #second = Number.NaN
  #text = ''

  text(millis: number): string {
    const second = Math.floor(millis / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#text = secondText(new Date(second * 1000))
    }
    const micros = Math.floor((millis - second * 1000) * 1000)
    return `${this.#text}.${String(micros).padStart(6, '0')}`
  }
}

function secondText(date: Date): string {
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day} ${[two(date.getHours()), two(date.getMinutes()), two(date.getSeconds())].join(':')}`
}

const two = (value: number) => String(value).padStart(2, '0')
