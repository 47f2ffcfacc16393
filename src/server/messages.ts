import type {Severity} from '../ports/log.ts'

/** Severity, logger below the root ('dhcp4' is kea-dhcp4.dhcp4), text with {placeholders}, level of a debug message (0..99). */
export type Message = readonly [severity: Severity, logger: string, text: string, debuglevel?: number]

// Ids are Kea's where the event is Kea's, so that what watches Kea's log watches this one (facts: server.md §7.3); the
// sentences are ours. {client} is the label that packet lines begin with: "[hwtype=1 52:54:00:aa:bb:01], cid=[…], tid=0x12".

const service = {
  DHCP4_STARTING: ['info', 'dhcp4', 'keats DHCPv4 server version {version} starting, pid {pid}'],
  DHCP4_STARTED: ['info', 'dhcp4', 'keats DHCPv4 server version {version} started'],
  DHCP4_SHUTDOWN: ['info', 'dhcp4', 'server shutdown'],
  DHCP4_CONFIG_COMPLETE: ['info', 'dhcp4', 'configuration complete: {summary}'],
  DHCP4_CONFIG_LOAD_FAIL: ['error', 'dhcp4', 'configuration error using file: {file}, reason: {reason}'],
  DHCP4_CONFIG_SYNTAX_WARNING: ['warn', 'dhcp4', 'configuration syntax warning: {warning}'],
  DHCP4_INIT_FAIL: ['error', 'dhcp4', 'server cannot start: {reason}'],
  LIMITS_CONFIGURED: ['info', 'limits-hooks', 'at most {limit} for {owner}'],
  DHCP4_DYNAMIC_RECONFIGURATION: ['info', 'dhcp4', 'reconfiguring, configuration file: {file}'],
  DHCP4_DYNAMIC_RECONFIGURATION_SUCCESS: ['info', 'dhcp4', 'reconfigured, configuration file: {file}'],
  DHCP4_DYNAMIC_RECONFIGURATION_FAIL: ['error', 'dhcp4', 'reconfiguration failed: {reason}'],
  DHCP4_CONFIG_UNRECOVERABLE_ERROR: [
    'fatal',
    'dhcp4',
    'nobody is served until another configuration succeeds: {reason}',
  ],
  DHCP4_SERVICE_BLOCKED: ['warn', 'dhcp4', 'DHCP service is off: {reason}'],
  DHCP4_SERVICE_RESUMED: ['info', 'dhcp4', 'DHCP service is on again'],
  DHCP4_ALREADY_RUNNING: ['fatal', 'dhcp4', '{reason}'],
  PID_FILE_NOT_WRITTEN: ['warn', 'dhcp4', 'no PID file, KEA_PIDFILE_DIR names another directory for it: {reason}'],
  SERVICE_MANAGER_NOT_TOLD: ['warn', 'dhcp4', 'the service manager of NOTIFY_SOCKET was not told: {reason}'],
  LOG_SYSLOG_AWAY: ['warn', 'log', 'lines for {output} are lost: the system log cannot be reached ({reason})'],
  LOG_LINES_DROPPED: ['warn', 'log', '{count} lines were lost because {output} did not take them in time'],
} as const satisfies Readonly<Record<string, Message>>

const sockets = {
  DHCPSRV_NO_SOCKETS_OPEN: ['warn', 'dhcpsrv', 'no interface configured to listen to DHCP traffic'],
  DHCPSRV_OPEN_SOCKET_FAIL: ['warn', 'dhcpsrv', 'cannot open a socket on {interface}: {reason}'],
  DHCP4_LINK_OPENED: ['info', 'dhcp4', 'listening on {interface}, {addresses}, port {port}'],
  DHCP4_NO_RAW_SOCKET: [
    'warn',
    'packets',
    'clients without an address on {interface} are answered by broadcast: {reason}',
  ],
  DHCP4_LINK_CLOSED: ['info', 'dhcp4', 'no longer listening on {interface}'],
  DHCP4_BUFFER_RECEIVE_FAIL: ['error', 'packets', 'cannot receive: {reason}'],
  DHCP4_PACKET_SEND_FAIL: ['error', 'packets', 'cannot send: {reason}; {more} more since the last such line'],
  DHCP4_UNICAST_TO_HWADDR_FAIL: [
    'warn',
    'packets',
    'an answer was broadcast instead of sent to a hardware address: {reason}',
  ],
} as const satisfies Readonly<Record<string, Message>>

const packets = {
  DHCP4_PACKET_RECEIVED: ['debug', 'packets', '{client}: {type} from {source} on {interface}', 45],
  DHCP4_QUERY_DATA: ['debug', 'packets', '{client}: {packet}', 55],
  DHCP4_RESPONSE_DATA: ['debug', 'packets', '{client}: answer {packet}', 55],
  DHCP4_PACKET_SEND: ['debug', 'packets', '{client}: {type} to {destination}:{port} on {interface}', 40],
  DHCP4_SUBNET_SELECTED: ['debug', 'packets', '{client}: subnet {subnet} (id {subnetId})', 45],
  DHCP4_SUBNET_SELECTION_FAILED: ['debug', 'packets', '{client}: no subnet for this packet', 50],
  FLEX_OPTION_PROCESS_ERROR: [
    'error',
    'flex-option-hooks',
    '{client}: {reason}; the answer leaves without the changes behind it',
  ],
  DHCP4_PACKET_DROP_0001: ['debug', 'bad-packets', '{client}: cannot be read: {reason}', 15],
  DHCP4_PACKET_DROP_0002: ['debug', 'bad-packets', '{client}: sent directly and fits no subnet ({reason})', 50],
  DHCP4_PACKET_DROP_0003: ['debug', 'bad-packets', '{client}: meant for another server', 15],
  DHCP4_PACKET_DROP_0004: ['debug', 'bad-packets', '{client}: no message type option', 15],
  DHCP4_PACKET_DROP_0005: ['debug', 'bad-packets', '{client}: unknown message type', 15],
  DHCP4_PACKET_DROP_0006: ['debug', 'bad-packets', '{client}: message type that this server does not serve', 15],
  DHCP4_PACKET_DROP_0008: ['debug', 'bad-packets', '{client}: DHCP service is off, packet dropped', 15],
  DHCP4_PACKET_DROP_0010: ['debug', 'packets', '{client}: in the class DROP', 15],
  DHCP4_PACKET_DROP_0013: ['debug', 'packets', '{client}: in the class DROP once its reservation is known', 15],
  DHCP4_CLASS_ASSIGNED: ['debug', 'dhcp4', '{client}: in the classes {classes}', 40],
  EVAL_RESULT: ['debug', 'options', '{client}: the test of class {class} says {result}', 50],
  DHCP4_PACKET_DROP_0011: ['debug', 'bad-packets', '{client}: a newer message of the same client replaces it', 15],
  DHCP4_PACKET_PROCESS_EXCEPTION: ['error', 'dhcp4', '{client}: cannot be served: {reason}'],
  DHCP4_UNKNOWN_ADDRESS_REQUESTED: [
    'debug',
    'bad-packets',
    '{client}: asks for {address}, which no pool here has: silence',
    50,
  ],
  DHCP4_PACKET_QUEUE_FULL: ['debug', 'packets', '{client}: shed, too many messages are in flight', 15],
  DHCP4_PACKET_NAK_0001: ['error', 'bad-packets', '{client}: NAK, no subnet for this client'],
  DHCP4_PACKET_NAK_0002: [
    'debug',
    'bad-packets',
    '{client}: NAK, {address} was asked for and is not this client’s',
    50,
  ],
  DHCP4_PACKET_NAK_0003: ['debug', 'bad-packets', '{client}: no address can be given: {reason}', 50],
  DHCP4_HOOK_PACKET_RCVD_SKIP: ['debug', 'hooks', '{client}: not answered, a limit of packets is reached', 40],
  DHCP4_PACKET_NAK_0004: ['debug', 'bad-packets', '{client}: NAK, {reason}', 50],
} as const satisfies Readonly<Record<string, Message>>

const leases = {
  DHCP4_LEASE_ALLOC: ['info', 'leases', '{client}: lease {address} has been allocated for {lifetime} seconds'],
  DHCP4_LEASE_REUSE: [
    'info',
    'leases',
    '{client}: lease {address} goes on for {lifetime} seconds, nothing was written',
  ],
  DHCP4_LEASE_ADVERT: ['info', 'leases', '{client}: lease {address} will be offered'],
  DHCP4_INFORM_ACK: ['debug', 'packets', '{client}: INFORM from {address} answered', 50],
  DHCP4_INIT_REBOOT: ['info', 'leases', '{client}: in INIT-REBOOT, asks for {address}'],
  DHCP4_NO_LEASE_INIT_REBOOT: [
    'debug',
    'bad-packets',
    '{client}: INIT-REBOOT for {address} without a known lease, silence',
    50,
  ],
  DHCP4_RELEASE: ['info', 'leases', '{client}: address {address} was released'],
  DHCP4_RELEASE_FAIL_NO_LEASE: ['debug', 'leases', '{client}: released {address}, which has no lease', 50],
  DHCP4_RELEASE_FAIL_WRONG_CLIENT: ['debug', 'leases', '{client}: released {address}, which is another client’s', 50],
  DHCP4_DECLINE_LEASE: ['info', 'leases', '{client}: {address} was declined and is out of use for {lifetime} seconds'],
  DHCP4_DECLINE_LEASE_NOT_FOUND: ['warn', 'dhcp4', '{client}: declined {address}, which has no lease'],
  DHCP4_DECLINE_LEASE_MISMATCH: ['warn', 'dhcp4', '{client}: declined {address}, which is another client’s'],
  ALLOC_ENGINE_V4_DISCOVER_ADDRESS_CONFLICT: [
    'warn',
    'alloc-engine',
    '{client}: {address} is reserved for it ({reservation}), but leased to {holder} {until}; offered instead: {instead}',
  ],
  ALLOC_ENGINE_V4_DISCOVER_HR: ['debug', 'alloc-engine', '{client}: {address} is reserved for it ({reservation})', 40],
  ALLOC_ENGINE_V4_REQUEST_ADDRESS_RESERVED: [
    'debug',
    'alloc-engine',
    '{client}: asks for {address}, which is reserved for another client ({reservation}): NAK',
    40,
  ],
  ALLOC_ENGINE_V4_REQUEST_INVALID: [
    'debug',
    'alloc-engine',
    '{client}: asks for {address}, while {reserved} is reserved for it ({reservation}) and free: NAK',
    40,
  ],
  ALLOC_ENGINE_V4_REQUEST_IN_USE: [
    'debug',
    'alloc-engine',
    '{client}: asks for {address}, which is leased to {holder} {until}: NAK',
    40,
  ],
  ALLOC_ENGINE_V4_REQUEST_OUT_OF_POOL: [
    'debug',
    'alloc-engine',
    '{client}: asks for {address}, which is neither reserved for it nor in a pool that it may have',
    40,
  ],
  ALLOC_ENGINE_V4_REQUEST_REMOVE_LEASE: [
    'debug',
    'alloc-engine',
    '{client}: its lease of {former} is removed, it has {address} now, {why}',
    40,
  ],
  DHCP4_RESERVATION_CONFLICT: [
    'info',
    'leases',
    '{client}: keeps {instead}: {address} is reserved for it ({reservation}), but leased to {holder} {until}',
  ],
  DHCP4_RESERVATION_NAK: ['info', 'leases', '{client}: NAK to the request of {address}: {why}'],
  ALLOC_ENGINE_V4_ALLOC_FAIL: ['warn', 'alloc-engine', '{client}: no free address'],
  ALLOC_ENGINE_V4_ALLOC_FAIL_CLASSES: ['warn', 'alloc-engine', '{client}: no address for the classes {classes}'],
  ALLOC_ENGINE_V4_ALLOC_FAIL_NO_POOLS: ['warn', 'alloc-engine', '{client}: no pools in the selected subnet'],
  ALLOC_ENGINE_V4_ALLOC_FAIL_SUBNET: [
    'warn',
    'alloc-engine',
    '{client}: no free address in subnet {subnet} (id {subnetId})',
  ],
  ALLOC_ENGINE_V4_ALLOC_FAIL_SHARED_NETWORK: ['warn', 'alloc-engine', '{client}: no free address in network {network}'],
  ALLOC_ENGINE_V4_LEASES_RECLAMATION_SLOW: [
    'warn',
    'alloc-engine',
    'expired leases were left over in {cycles} passes in a row',
  ],
  DHCP4_RECLAIM_EXPIRED_LEASES_FAIL: ['error', 'dhcp4', 'expired leases could not be reclaimed: {cause}'],
} as const satisfies Readonly<Record<string, Message>>

const commands = {
  COMMAND_RECEIVED: ['info', 'commands', "received command '{command}' over {from}"],
  COMMAND_PROCESS_ERROR1: ['warn', 'commands', 'a command cannot be read: {reason}'],
  COMMAND_PROCESS_ERROR2: ['warn', 'commands', 'a command cannot be processed: {reason}'],
} as const satisfies Readonly<Record<string, Message>>

const scripts = {
  RUN_SCRIPT_FAILED: ['warn', 'run-script-hooks', '{reason}; {more} more since the last such line'],
  RUN_SCRIPT_EXIT: ['debug', 'run-script-hooks', '{reason}', 40],
  RUN_SCRIPT_DROPPED: [
    'warn',
    'run-script-hooks',
    '{event} is told to no script: {accepted} runs wait or are under way, {dropped} were dropped since the start',
  ],
} as const satisfies Readonly<Record<string, Message>>

const databases = {
  DHCPSRV_PGSQL_DB: ['info', 'dhcpsrv', 'opening PostgreSQL lease database: {parameters}'],
  DHCPSRV_MYSQL_DB: ['info', 'dhcpsrv', 'opening MySQL lease database: {parameters}'],
  DHCPSRV_SQLITE_DB: ['info', 'dhcpsrv', 'opening SQLite lease database: {parameters}'],
  DHCPSRV_MEMFILE_DB: ['info', 'dhcpsrv', 'opening memfile lease database: {parameters}'],
  DHCPSRV_MEMFILE_NO_STORAGE: ['warn', 'dhcpsrv', 'persist is false: leases are lost when the server stops'],
  DHCPSRV_MEMFILE_IMPORT: [
    'info',
    'dhcpsrv',
    '{file}: {rows} rows imported so far, {errors} of them could not be read',
  ],
  DHCPSRV_LEASE_SANITY_FAIL: [
    'warn',
    'dhcpsrv',
    'lease {lease} is not of its subnet {subnet}: by its address it would be of {right}',
  ],
  DHCPSRV_LEASE_SANITY_FIXED: ['info', 'dhcpsrv', 'lease {lease} was not of its subnet {subnet}: now it is of {right}'],
  DHCPSRV_LEASE_SANITY_FAIL_DISCARD: [
    'info',
    'dhcpsrv',
    'lease {lease} is not of its subnet {subnet}: removed (by its address it would be of {right})',
  ],
  DHCPSRV_LEASE_SANITY_MORE: ['warn', 'dhcpsrv', '{leases} more leases are not of their subnets, or were not'],
  DATABASE_PGSQL_FATAL_ERROR: ['error', 'database', 'PostgreSQL connection lost: {reason}'],
  DATABASE_MYSQL_FATAL_ERROR: ['error', 'database', 'MySQL connection lost: {reason}'],
  DATABASE_PGSQL_INITIALIZE_SCHEMA: ['info', 'database', 'the database is empty: creating schema {version}'],
  DATABASE_MYSQL_INITIALIZE_SCHEMA: ['info', 'database', 'the database is empty: creating schema {version}'],
  DATABASE_SQLITE_INITIALIZE_SCHEMA: ['info', 'database', 'the database is empty: creating schema {version}'],
  DHCPSRV_LEASE_MGR_DB_OPEN_CONNECTION_WITH_RETRY_FAILED: [
    'info',
    'dhcpsrv',
    'the lease database cannot be reached yet: {reason}',
  ],
  DHCPSRV_PGSQL_HOST_DB: ['info', 'hosts', 'opening PostgreSQL hosts database: {parameters}'],
  DHCPSRV_MYSQL_HOST_DB: ['info', 'hosts', 'opening MySQL hosts database: {parameters}'],
  DHCPSRV_SQLITE_HOST_DB: ['info', 'hosts', 'opening SQLite hosts database: {parameters}'],
  DHCPSRV_PGSQL_HOST_DB_READONLY: ['info', 'hosts', 'PostgreSQL hosts database {parameters} is only read'],
  DHCPSRV_MYSQL_HOST_DB_READONLY: ['info', 'hosts', 'MySQL hosts database {parameters} is only read'],
  DHCPSRV_SQLITE_HOST_DB_READONLY: ['info', 'hosts', 'SQLite hosts database {parameters} is only read'],
  DHCPSRV_HOST_MGR_DB_OPEN_CONNECTION_WITH_RETRY_FAILED: [
    'info',
    'hosts',
    'a hosts database cannot be reached yet: {reason}',
  ],
  DHCP4_DB_RECONNECT_LOST_CONNECTION: ['info', 'dhcp4', 'database connection lost, reconnecting'],
  DHCP4_DB_RECONNECT_SUCCEEDED: ['info', 'dhcp4', 'database connection recovered'],
  DHCP4_DB_RECONNECT_FAILED: ['error', 'dhcp4', 'database connection not recovered, attempts used up'],
  DHCP4_DB_RECONNECT_DISABLED: [
    'error',
    'dhcp4',
    'no reconnection: max-reconnect-tries {tries}, reconnect-wait-time {wait}',
  ],
  DHCPSRV_PGSQL_LEASE_DB_RECONNECT_ATTEMPT_FAILED: ['error', 'dhcpsrv', 'PostgreSQL cannot be reached: {reason}'],
  DHCPSRV_MYSQL_LEASE_DB_RECONNECT_ATTEMPT_FAILED: ['error', 'dhcpsrv', 'MySQL cannot be reached: {reason}'],
  DHCPSRV_PGSQL_LEASE_DB_RECONNECT_ATTEMPT_SCHEDULE: ['info', 'dhcpsrv', 'attempt {attempt} of {tries} in {wait} ms'],
  DHCPSRV_MYSQL_LEASE_DB_RECONNECT_ATTEMPT_SCHEDULE: ['info', 'dhcpsrv', 'attempt {attempt} of {tries} in {wait} ms'],
  DHCPSRV_PGSQL_LEASE_DB_RECONNECT_FAILED: ['error', 'dhcpsrv', 'PostgreSQL: {tries} attempts used up'],
  DHCPSRV_MYSQL_LEASE_DB_RECONNECT_FAILED: ['error', 'dhcpsrv', 'MySQL: {tries} attempts used up'],
  DHCPSRV_PGSQL_HOST_DB_RECONNECT_ATTEMPT_FAILED: [
    'error',
    'dhcpsrv',
    'PostgreSQL cannot be reached for hosts: {reason}',
  ],
  DHCPSRV_PGSQL_HOST_DB_RECONNECT_ATTEMPT_SCHEDULE: ['info', 'dhcpsrv', 'attempt {attempt} of {tries} in {wait} ms'],
  DHCPSRV_PGSQL_HOST_DB_RECONNECT_FAILED: ['error', 'dhcpsrv', 'PostgreSQL for hosts: {tries} attempts used up'],
  DHCPSRV_MYSQL_HOST_DB_RECONNECT_ATTEMPT_FAILED: ['error', 'dhcpsrv', 'MySQL cannot be reached for hosts: {reason}'],
  DHCPSRV_MYSQL_HOST_DB_RECONNECT_ATTEMPT_SCHEDULE: ['info', 'dhcpsrv', 'attempt {attempt} of {tries} in {wait} ms'],
  DHCPSRV_MYSQL_HOST_DB_RECONNECT_FAILED: ['error', 'dhcpsrv', 'MySQL for hosts: {tries} attempts used up'],
} as const satisfies Readonly<Record<string, Message>>

const channels = {
  COMMAND_ACCEPTOR_START: ['info', 'commands', 'waiting for commands on {socket}'],
  COMMAND_HTTP_LISTENER_STARTED: [
    'info',
    'commands',
    'waiting for commands over HTTP on {address} port {port}, TLS: {tls}',
  ],
  COMMAND_HTTP_LISTENER_STOPPED: ['info', 'commands', 'no longer waiting for commands on {address} port {port}'],
  COMMAND_SOCKET_ACCEPT_FAIL: ['error', 'commands', 'cannot accept a connection: {reason}'],
  COMMAND_SOCKET_CLOSED_BY_FOREIGN_HOST: [
    'info',
    'commands',
    'a client of {socket} ended after {bytes} bytes of an incomplete command',
  ],
  COMMAND_SOCKET_CONNECTION_CLOSED: ['debug', 'commands', 'connection to {socket} closed', 30],
  COMMAND_SOCKET_CONNECTION_OPENED: ['debug', 'commands', 'connection to {socket} opened', 30],
  COMMAND_SOCKET_CONNECTION_TIMEOUT: ['info', 'commands', 'a client of {socket} took too long'],
  COMMAND_SOCKET_READ: ['debug', 'commands', '{bytes} bytes received on {socket}', 30],
  COMMAND_SOCKET_READ_FAIL: ['error', 'commands', 'cannot read from a client of {socket}: {reason}'],
  COMMAND_SOCKET_WRITE: ['debug', 'commands', 'answer of {bytes} bytes sent on {socket}', 30],
  COMMAND_SOCKET_WRITE_FAIL: ['error', 'commands', 'cannot write to a client of {socket}: {reason}'],
  HTTP_BAD_CLIENT_REQUEST_RECEIVED: ['debug', 'http', 'request of {client} answered with {status}: {reason}', 40],
  HTTP_CLIENT_REQUEST_AUTHORIZED: ['info', 'auth', 'request of {client} as user {user}'],
  HTTP_CLIENT_REQUEST_BAD_AUTH_HEADER: ['info', 'auth', 'request of {client} with malformed authentication refused'],
  HTTP_CLIENT_REQUEST_NO_AUTH_HEADER: ['info', 'auth', 'request of {client} without authentication refused'],
  HTTP_CLIENT_REQUEST_NOT_AUTHORIZED: ['info', 'auth', 'request of {client} with wrong user or password refused'],
  HTTP_CLIENT_REQUEST_RECEIVED: ['debug', 'http', 'request received from {client}', 40],
  HTTP_CLIENT_REQUEST_TIMEOUT_OCCURRED: ['debug', 'http', 'request of {client} took too long', 40],
  HTTP_CONNECTION_HANDSHAKE_FAILED: ['info', 'http', 'TLS handshake failed: {reason}'],
  HTTP_DATA_RECEIVED: ['debug', 'http', '{bytes} bytes received from {client}', 55],
  HTTP_IDLE_CONNECTION_TIMEOUT_OCCURRED: ['debug', 'http', 'idle connection of {client} closed', 40],
  HTTP_SERVER_RESPONSE_SEND: ['debug', 'http', 'response {status} of {bytes} bytes to {client}', 40],
} as const satisfies Readonly<Record<string, Message>>

const table = {...service, ...sockets, ...packets, ...leases, ...scripts, ...databases, ...commands, ...channels}

export type MessageId = keyof typeof table

/** Every line that the server can log. */
export const messages: Readonly<Record<MessageId, Message>> = table
