#!/usr/bin/env node
import {fileURLToPath} from 'node:url'
import {execute} from '@oclif/core'

// Plugins of the user's would be looked for in a home directory that a service may not read.
await execute({loadOptions: {root: fileURLToPath(import.meta.url), userPlugins: false}})
