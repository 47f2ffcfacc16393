#!/usr/bin/env node
import {userInfo} from 'node:os'
import {fileURLToPath} from 'node:url'

try {
  userInfo()
} catch {
  // A user without a name, as in a container: what is imported next does not start without a home and a shell.
  process.env.HOME ??= '/'
  process.env.SHELL ??= '/bin/sh'
}
const {execute} = await import('@oclif/core')

// Plugins of the user's would be looked for in a home directory that a service may not read.
await execute({loadOptions: {root: fileURLToPath(import.meta.url), userPlugins: false}})
