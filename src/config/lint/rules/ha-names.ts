import {textIn} from '../../given.ts'
import type {Placed, Tell} from '../finding.ts'
import type {TreeRule4} from '../rule.ts'
import {placedMap, placedMaps} from '../subject4.ts'
import {eachMap} from '../walk.ts'

const PREFIX = 'HA_'

/** Names of high availability that match nothing: servers that are not among the peers, classes of no server. */
export const haNames: TreeRule4 = {
  name: 'ha-names',
  severity: 'error',
  checkTree(root, _machine, tell) {
    const relationships = placedMaps(root, 'hooks-libraries')
      .filter(({node}) => /(^|\/)libdhcp_ha\.so$/.test(textIn(node, 'library') ?? ''))
      .flatMap(library => {
        const parameters = placedMap(library, 'parameters')
        return parameters === undefined ? [] : placedMaps(parameters, 'high-availability')
      })
    if (relationships.length === 0) return
    const all = relationships.flatMap(relationship => checkPeers(relationship, tell))
    checkClasses(root, new Set(all), tell)
  },
}

/** Answers the names of the peers. */
function checkPeers(relationship: Placed, tell: Tell): readonly string[] {
  const peers = placedMaps(relationship, 'peers')
  const names: string[] = []
  for (const peer of peers) {
    const name = textIn(peer.node, 'name')
    if (name === undefined) continue
    if (names.includes(name)) tell(peer, 'name', `there is a peer "${name}" already`, 'give each server its own name')
    names.push(name)
  }
  const own = textIn(relationship.node, 'this-server-name')
  if (own !== undefined && !names.includes(own)) {
    const message = `this server is called "${own}", and no peer is`
    tell(relationship, 'this-server-name', message, `use one of the names of peers: ${names.join(', ')}`)
  }
  return names
}

function checkClasses(root: Placed, names: ReadonlySet<string>, tell: Tell): void {
  const known = [...names].map(name => PREFIX + name)
  eachMap(root, place => {
    for (const key of ['client-class', 'client-classes'] as const) {
      const value = place.node.entries.get(key)?.value
      const texts = value?.kind === 'list' ? value.items : value === undefined ? [] : [value]
      for (const [index, text] of texts.entries()) {
        if (text.kind !== 'string' || !text.value.startsWith(PREFIX) || known.includes(text.value)) continue
        const message = `"${text.value}" is the class of no peer`
        tell(
          place,
          value?.kind === 'list' ? `${key}[${index}]` : key,
          message,
          `the classes of the peers are ${known.join(', ')}`,
        )
      }
    }
  })
}
