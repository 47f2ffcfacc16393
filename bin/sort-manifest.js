// oclif lists commands in the order in which the file system tells their files: another one on each machine.
import {readFileSync, writeFileSync} from 'node:fs'

const file = new URL('../oclif.manifest.json', import.meta.url)
const manifest = JSON.parse(readFileSync(file, 'utf8'))
const commands = Object.entries(manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1))
writeFileSync(file, `${JSON.stringify({...manifest, commands: Object.fromEntries(commands)}, undefined, 2)}\n`)
