/** Option codes that the engine itself reads or writes (RFC 2132 and the RFCs named). */
export const option4 = {
  subnetMask: 1,
  routers: 3,
  domainNameServers: 6,
  hostName: 12,
  domainName: 15,
  vendorEncapsulated: 43,
  requestedAddress: 50,
  leaseTime: 51,
  messageType: 53,
  serverId: 54,
  parameterRequestList: 55,
  renewalTime: 58,
  rebindingTime: 59,
  vendorClassId: 60,
  clientId: 61,
  /** RFC 4702. */
  fqdn: 81,
  /** RFC 3046. */
  relayAgentInfo: 82,
  /** RFC 3011. */
  subnetSelection: 118,
  /** RFC 3925 §3. */
  vendorClass: 124,
  /** RFC 3925 §4. */
  vendorOptions: 125,
} as const
