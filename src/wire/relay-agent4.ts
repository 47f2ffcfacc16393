/** Sub-options of the relay agent information option, 82 (RFC 3046 and later). */
export const relayAgent4 = {
  /** RFC 3046 §3.1 */
  circuitId: 1,
  /** RFC 3046 §3.2 */
  remoteId: 2,
  /** RFC 3256 */
  docsisDeviceClass: 4,
  /** RFC 3527: the subnet to lease from, where giaddr is not in it. */
  linkSelection: 5,
  /** RFC 3993 */
  subscriberId: 6,
  /** RFC 4014 */
  radiusAttributes: 7,
  /** RFC 4030 */
  authentication: 8,
  /** RFC 4243 */
  vendorSpecific: 9,
  /** RFC 5010: whether the client had sent by unicast. */
  relayFlags: 10,
  /** RFC 5107: the address that the client is to know as its server's. */
  serverIdOverride: 11,
  /** RFC 6925 */
  relayId: 12,
  /** RFC 7839 */
  accessTechnologyType: 13,
  accessNetworkName: 14,
  accessPointName: 15,
  accessPointBssid: 16,
  operatorId: 17,
  operatorRealm: 18,
  /** RFC 8357: the reply goes to the port that the relay sent from. */
  relayPort: 19,
  /** RFC 6607 */
  virtualSubnet: 151,
  virtualSubnetControl: 152,
} as const
