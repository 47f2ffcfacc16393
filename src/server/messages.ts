import {databaseMessages} from './database-messages.ts'
import {haMessages} from './ha-messages.ts'
import {leaseMessages} from './lease-messages.ts'
import type {Message} from './message.ts'

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

const table = {
  ...service,
  ...sockets,
  ...packets,
  ...leaseMessages,
  ...haMessages,
  ...scripts,
  ...databaseMessages,
  ...commands,
  ...channels,
}

export type MessageId = keyof typeof table

/** Every line that the server can log. */
export const messages: Readonly<Record<MessageId, Message>> = table
