import type {Host4} from '../../model/host4.ts'
import type {HostConflict, HostStore, HostWriteOptions} from '../../ports/host-store.ts'
import {DbError} from '../session.ts'
import type {HostBackend4, HostSteps4} from './backend4.ts'

const conflictOf = (of: HostConflict['of']): HostConflict => ({kind: 'conflict', of})
const notConflict = (answer: {readonly kind: string}) => answer.kind !== 'conflict'

type Added = Awaited<ReturnType<HostStore['add4']>>
type Updated = Awaited<ReturnType<HostStore['update4']>>

export function addHost(backend: HostBackend4, host: Host4, options: HostWriteOptions): Promise<Added> {
  return unlessTwice(
    backend.write<Added>(async steps => {
      const id = await steps.insert(host)
      if (await isTaken(steps, host, options)) return conflictOf('address')
      if (host.options.length > 0) await steps.insertOptions(id, host.options)
      return {kind: 'added', id}
    }, notConflict),
  )
}

export function updateHost(backend: HostBackend4, host: Host4, options: HostWriteOptions): Promise<Updated> {
  return unlessTwice(
    backend.write<Updated>(async steps => {
      const id = await steps.update(host)
      if (id === undefined) return {kind: 'missing'}
      if (await isTaken(steps, host, options)) return conflictOf('address')
      await steps.removeOptions(id)
      if (host.options.length > 0) await steps.insertOptions(id, host.options)
      return {kind: 'updated'}
    }, notConflict),
  )
}

function isTaken(steps: HostSteps4, host: Host4, {uniqueAddress}: HostWriteOptions): Promise<boolean> | false {
  const {address, subnetId, identifier} = host
  return uniqueAddress && address !== undefined && steps.isTaken(address, subnetId!, identifier)
}

/** The unique keys of the table are those of identifier and subnet. */
async function unlessTwice<T>(written: Promise<T>): Promise<T | HostConflict> {
  try {
    return await written
  } catch (error) {
    if (error instanceof DbError && error.kind === 'conflict') return conflictOf('identifier')
    throw error
  }
}
