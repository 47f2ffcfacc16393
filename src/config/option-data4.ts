import type {ConfiguredOption4} from '../model/config4.ts'
import type {Section} from './section.ts'

export function readOptions4(section: Section): readonly ConfiguredOption4[] {
  if (section.list('option-data').length > 0) section.error('option-data', 'not supported')
  return []
}
