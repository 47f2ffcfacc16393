import type {TreeRule4} from '../rule.ts'
import {eachMap} from '../walk.ts'

const OTHERS_READ = 0o004

/** Everybody who has an account on the machine reads it. */
export const passwordReadable: TreeRule4 = {
  name: 'password-readable',
  severity: 'warning',
  checkTree(root, machine, tell) {
    if (machine === undefined) return
    const open = new Map<string, boolean>()
    const isOpen = (file: string) => {
      const known = open.get(file) ?? ((machine.modeOf(file) ?? 0) & OTHERS_READ) !== 0
      open.set(file, known)
      return known
    }
    for (const key of SECRETS) {
      const place = root.node.entries.get(key)
      if (place === undefined) continue
      const {value} = place
      const maps = value.kind === 'list' ? value.items : [value]
      for (const [index, node] of maps.entries()) {
        if (node.kind !== 'map') continue
        const path = `${root.path}.${key}${value.kind === 'list' ? `[${index}]` : ''}`
        eachMap({path, node}, inner => {
          for (const name of ['password', 'basic-auth-password']) {
            const secret = inner.node.entries.get(name)?.value
            if (secret?.kind !== 'string' || secret.value === '' || !isOpen(secret.at.file)) continue
            const message = `everybody on this machine can read the password, ${secret.at.file} is open to them`
            tell(inner, name, message, `chmod o-r ${secret.at.file}`)
          }
        })
      }
    }
  },
}

/** Where the server takes passwords. */
const SECRETS = [
  'lease-database',
  'hosts-database',
  'hosts-databases',
  'config-control',
  'control-sockets',
  'hooks-libraries',
] as const
