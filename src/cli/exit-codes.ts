/** Exit codes of every command. Scripts rely on the numbers: only add. */
export const exitCodes = {
  done: {code: 0, meaning: 'done, or nothing to do'},
  failure: {code: 1, meaning: 'failure'},
  usage: {code: 2, meaning: 'usage'},
  unreachable: {code: 3, meaning: 'database unreachable or login refused (ctl, ha: the server)'},
  notInitialised: {code: 4, meaning: 'schema not initialised'},
  notEmpty: {code: 5, meaning: 'database not empty'},
  newer: {code: 6, meaning: 'schema newer than this keats'},
  locked: {code: 7, meaning: 'another run holds the migration lock'},
  halfWay: {code: 8, meaning: 'a step failed half-way (MySQL); the next run completes it'},
  mismatch: {code: 9, meaning: 'server refused to start: schema mismatch'},
  interrupted: {code: 130, meaning: 'stopped by Ctrl-C (SIGINT); 143 by SIGTERM'},
} as const

export type ExitName = keyof typeof exitCodes

/** What the admin commands of a schema can end with. */
export const schemaExits: readonly ExitName[] = [
  'done',
  'failure',
  'usage',
  'unreachable',
  'notInitialised',
  'notEmpty',
  'newer',
  'locked',
  'halfWay',
  'interrupted',
]
