import {Flags} from '@oclif/core'
import {timeoutFlag} from './probe-words.ts'

/** Flags that say where the server takes commands and how to get in. */
export const ctlFlags = {
  socket: Flags.string({description: 'unix socket of the server', helpValue: 'PATH', helpGroup: 'SERVER'}),
  config: Flags.string({
    char: 'c',
    description: 'configuration file of the server: its control-socket or first control-sockets entry is taken',
    helpValue: 'FILE',
    helpGroup: 'SERVER',
  }),
  url: Flags.string({
    description: 'http:// or https:// channel of a server or control agent',
    helpValue: 'URL',
    helpGroup: 'SERVER',
  }),
  service: Flags.string({
    description: 'server that a control agent passes it to; "none" = the agent itself',
    default: 'dhcp4',
    helpValue: 'NAME',
    helpGroup: 'SERVER',
  }),
  user: Flags.string({
    description: 'user of an HTTP channel',
    env: 'KEATS_CONTROL_USER',
    helpValue: 'NAME',
    helpGroup: 'SERVER',
  }),
  'password-file': Flags.string({
    description: 'file with its password (else KEATS_CONTROL_PASSWORD, else it is asked for)',
    helpValue: 'FILE',
    helpGroup: 'SERVER',
  }),
  'trust-anchor': Flags.string({
    description: 'certificates to trust, a PEM file or a directory of them',
    helpValue: 'PATH',
    helpGroup: 'SERVER',
  }),
  'cert-file': Flags.string({description: 'own certificate', helpValue: 'FILE', helpGroup: 'SERVER'}),
  'key-file': Flags.string({description: 'key of the own certificate', helpValue: 'FILE', helpGroup: 'SERVER'}),
  timeout: timeoutFlag({description: 'give up after so long (default: 60, for status 5)', helpGroup: 'SERVER'}),
}

/** What the flags above are parsed to. */
export interface CtlFlags {
  readonly socket?: string | undefined
  readonly config?: string | undefined
  readonly url?: string | undefined
  readonly service: string
  readonly user?: string | undefined
  readonly 'password-file'?: string | undefined
  readonly 'trust-anchor'?: string | undefined
  readonly 'cert-file'?: string | undefined
  readonly 'key-file'?: string | undefined
}
