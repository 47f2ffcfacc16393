import type {HookReader} from './hook-reader.ts'

/** libdhcp_run_script.so: as Kea 2.2.0, no answer ever waits for a script. */
export const readRunScript: HookReader = (parameters, entry, {environment}) => {
  if (parameters === undefined) {
    entry.error('parameters', '"name" is missing')
    return {}
  }
  parameters.required('name')
  const name = parameters.string('name')
  if (parameters.boolean('sync') === true) {
    parameters.warn('sync', 'no answer waits for a script, with "sync": true neither (nor does it in Kea 2.2.0)')
  }
  if (name === undefined) return {}
  const fault = environment.programFault?.(name)
  if (fault !== undefined) parameters.error('name', `${JSON.stringify(name)}: ${fault}`)
  return {runScript: {name}}
}
