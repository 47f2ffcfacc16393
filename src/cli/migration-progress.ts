import type {MigrationOptions} from '../db/migrations/migrate.ts'
import {formatVersion} from '../db/migrations/version.ts'
import type {Progress} from './progress.ts'

/** Callbacks of a migration that tell a person which step runs and how long it took. */
export function migrationProgress(progress: Progress): Pick<MigrationOptions, 'onStep' | 'onWait'> {
  let started = 0
  return {
    onWait: () => progress.done('another run holds the migration lock, waiting for it'),
    onStep: (step, event) => {
      if (event === 'migrating') {
        started = performance.now()
        progress.begin(`${formatVersion(step.version)} ${step.title}`)
      } else {
        const took = Math.round(performance.now() - started)
        progress.done(`${formatVersion(step.version)} ${step.title} (${took} ms)`)
      }
    },
  }
}
