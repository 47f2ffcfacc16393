import {DbError, type DbErrorKind} from './session.ts'

/** Error numbers of the server; those below 1000 are of its files. */
export const mysqlErrors: Readonly<Record<number, DbErrorKind>> = {
  1040: 'unreachable',
  1129: 'unreachable',
  1130: 'login',
  1044: 'login',
  1045: 'login',
  1049: 'login',
  1698: 'login',
  1251: 'login',
  // The password has expired, or the account is locked or blocked (the last three: MySQL's, MariaDB's).
  1820: 'login',
  1862: 'login',
  3118: 'login',
  3955: 'login',
  4151: 'login',
  // The account has all the connections that it may have.
  1203: 'unreachable',
  1226: 'unreachable',
  3159: 'tls',
  1053: 'lost',
  1077: 'lost',
  1079: 'lost',
  1080: 'lost',
  1158: 'lost',
  1159: 'lost',
  1160: 'lost',
  1161: 'lost',
  1927: 'lost',
  3032: 'lost',
  3169: 'lost',
  4031: 'lost',
  // read_only, super_read_only, or a read-only engine: another server may take the writes now.
  1290: 'lost',
  1836: 'lost',
  1205: 'busy',
  1213: 'busy',
  1062: 'conflict',
  1586: 'conflict',
  1142: 'privilege',
  1143: 'privilege',
  1227: 'privilege',
  1370: 'privilege',
  1419: 'privilege',
  1146: 'missing',
  1305: 'missing',
  3: 'full',
  20: 'full',
  1021: 'full',
  1114: 'full',
  1041: 'full',
}

export interface DriverError {
  readonly code: string
  readonly errno: number
  readonly message: string
}

/** What the driver threw, whatever that was. */
export function readError(error: unknown): DriverError {
  const fields = (error ?? {}) as Partial<Record<'code' | 'errno' | 'message', unknown>>
  return {
    code: typeof fields.code === 'string' ? fields.code : '',
    errno: typeof fields.errno === 'number' ? fields.errno : 0,
    message: typeof fields.message === 'string' ? fields.message : String(error),
  }
}

/** Errors of an open connection: what has no server number came from the socket or a closed driver. */
export function classifyMysql(error: unknown): DbError {
  if (error instanceof DbError) return error
  const {code, errno, message} = readError(error)
  if (errno <= 0) return new DbError('lost', code || 'closed', `connection to the database lost: ${message || code}`)
  return new DbError(mysqlErrors[errno] ?? 'fatal', String(errno), message, {cause: error})
}
