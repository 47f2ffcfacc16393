import type {LintRule4} from '../rule.ts'

/** A reservation is found by what the server looks it up by. */
export const identifierUnused: LintRule4 = {
  name: 'identifier-unused',
  severity: 'warning',
  check({config, subnets, globalHosts}, tell) {
    const used = new Set<string>(config.hostIdentifiers)
    const flexId = config.hooks.flexId !== undefined
    for (const hosts of [globalHosts, ...subnets.map(placed => placed.hosts)]) {
      for (const placed of hosts) {
        const {type} = placed.host.identifier
        if (!used.has(type)) {
          const message = `clients are not looked up by ${type}, so this reservation is never found`
          tell(placed, type, message, `add "${type}" to host-reservation-identifiers`)
        } else if (type === 'flex-id' && !flexId) {
          const message = 'no client has a flex-id, so this reservation is never found'
          tell(placed, type, message, 'configure libdhcp_flex_id.so, which says what it is made of')
        }
      }
    }
  },
}
