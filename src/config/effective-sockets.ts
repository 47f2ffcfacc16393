import type {JsonMap} from '../model/json.ts'
import {filled, mapsOf, type Rule, type Rules, textIn, valueIn} from './given.ts'
import type {MapNode, Node} from './node.ts'

/** `control-socket` and `control-sockets`, each under the name that was given. */
export const controlSocketRules: Rules = {
  'control-socket': single(effectiveSocket),
  'control-sockets': each(effectiveSocket),
}

/** Passwords stand in clear, as in Kea; of one that a file has, the name of the file. */
function effectiveSocket(node: MapNode): JsonMap {
  if (textIn(node, 'socket-type') === 'unix') return filled(node, {})
  const tls = valueIn(node, 'cert-file') === undefined ? {} : {'cert-required': true}
  const authentication = (map: MapNode) =>
    filled(map, {directory: '', realm: 'kea-dhcpv4-server'}, {clients: each(member => filled(member, {}))})
  return filled(
    node,
    {'socket-address': '127.0.0.1', 'socket-port': 8000, ...tls},
    {authentication: single(authentication), 'http-headers': each(header => filled(header, {}))},
  )
}

function single(print: (map: MapNode) => JsonMap): Rule {
  return (node: Node, key: string) => (node.kind === 'map' ? {[key]: print(node)} : {})
}

function each(print: (map: MapNode) => JsonMap): Rule {
  return (node, key) => ({[key]: mapsOf(node).map(print)})
}
