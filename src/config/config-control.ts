import type {Section} from './section.ts'

/** Reads `config-control`: keats takes no configuration from a database, so the list of them must be empty. */
export function readConfigControl(root: Section): void {
  const section = root.map('config-control')
  if (section === undefined) return
  if (section.list('config-databases').length > 0) {
    section.error('config-databases', 'configuration databases are known to Kea, not supported by keats yet')
  }
  // How often they would be asked.
  section.integer('config-fetch-wait-time', 0, 65535)
  section.finish()
}
