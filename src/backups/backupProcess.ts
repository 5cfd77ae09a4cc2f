import { system } from '#src/kernel/actor.ts'
import { workApart } from '#src/platform/apart-child.ts'
import { openCtx } from '#src/platform/ctx.ts'
import { makeBackup, type Made, type Places } from './makeBackup.ts'

/** The child in which the nightly backup is made: a million rows sealed one by one keep nobody at a page waiting. */
export type BackupTask = { places: Places; at: Date; requestId: string }

workApart<BackupTask, Made>((db, { places, at, requestId }) =>
  makeBackup(openCtx({ actor: system('make-backup'), now: at, db, requestId }), places)
)
