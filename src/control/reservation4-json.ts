import {identifierText} from '../config/effective-reservations4.ts'
import type {ServerConfig4} from '../model/config4.ts'
import {GLOBAL_SUBNET, type Host4, type HostOption4} from '../model/host4.ts'
import type {Json, JsonMap} from '../model/json.ts'
import {ANY_IPV4, formatIpv4} from '../net-types/ipv4.ts'
import {OptionDefinitions4} from '../wire/option-definitions4.ts'

/** Turns hosts of a database into maps as config-get prints reservations; `withSubnet` adds their subnet ids. */
export function hostPrinter4(config: ServerConfig4, withSubnet: boolean): (host: Host4) => JsonMap {
  const definitions = new OptionDefinitions4(config.optionDefinitions)
  return host => ({
    'boot-file-name': host.bootFileName,
    'client-classes': host.clientClasses,
    hostname: host.hostname,
    [host.identifier.type]: identifierText(host.identifier),
    ...(host.address === undefined ? {} : {'ip-address': formatIpv4(host.address)}),
    'next-server': formatIpv4(host.nextServer ?? ANY_IPV4),
    'option-data': host.options.map(option => optionJson(option, definitions)),
    'server-hostname': host.serverHostname,
    ...(withSubnet ? {'subnet-id': host.subnetId ?? GLOBAL_SUBNET} : {}),
    ...contextJson(host.userContext),
  })
}

function optionJson(option: HostOption4, definitions: OptionDefinitions4): JsonMap {
  const {code, space, data} = option
  const name = definitions.find(space, code)?.name
  return {
    'always-send': option.alwaysSend,
    code,
    'csv-format': 'text' in data,
    data: 'text' in data ? data.text : data.bytes.toUpperCase(),
    ...(name === undefined ? {} : {name}),
    ...(option.neverSend ? {'never-send': true} : {}),
    space,
    ...contextJson(option.userContext),
  }
}

/** Others may have written what is no JSON. */
function contextJson(text: string | undefined): JsonMap {
  if (text === undefined) return {}
  try {
    return {'user-context': JSON.parse(text) as Json}
  } catch {
    return {}
  }
}
