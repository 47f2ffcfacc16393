/** Where Debian's Kea keeps its libraries; keats knows them by their names. */
const DIRECTORY = '/usr/lib/x86_64-linux-gnu/kea/hooks'

export const bootpLibrary = {library: `${DIRECTORY}/libdhcp_bootp.so`}

/** `hooks-libraries` with flex_option. */
export function flexLibrary(...options: readonly object[]): object {
  return {library: `${DIRECTORY}/libdhcp_flex_option.so`, parameters: {options}}
}

/** `hooks-libraries` with run_script. */
export function scriptLibrary(program: string, more: object = {}): object {
  return {library: `${DIRECTORY}/libdhcp_run_script.so`, parameters: {name: program, sync: false, ...more}}
}

/** `hooks-libraries` with high availability, and the lease commands that a Kea needs beside it. */
export function haLibraries(relationship: object): readonly object[] {
  const parameters = {'high-availability': [relationship]}
  return [{library: `${DIRECTORY}/libdhcp_lease_cmds.so`}, {library: `${DIRECTORY}/libdhcp_ha.so`, parameters}]
}
