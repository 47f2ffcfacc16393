/**
 * Member of the arguments of ha-heartbeat and of its answer, with the value 1, by which two keats tell each other that they
 * take many updates in one request (keats-lease4-apply). A Kea ignores it and never says it.
 */
export const BATCHES = 'keats-lease-batches'
