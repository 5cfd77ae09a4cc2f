import { readdir } from 'node:fs/promises'
import { doApart } from '#src/platform/apart.ts'
import { isDryRun, type Ctx } from '#src/platform/ctx.ts'
import { emptyReport, type Report } from '#src/platform/sweep.ts'
import type { BackupTask } from './backupProcess.ts'
import { makeBackup, type Made } from './makeBackup.ts'

type Nightly = { url: string; to: string; keys: string }
let places: Nightly | null = null

/** Set once by the door that starts the program; null: backups are made by hand. */
export const useBackups = (said: Nightly | null): void => {
  places = said
}

const program = new URL('./backupProcess.ts', import.meta.url)

/** rules.md §3.2: backups roll within 35 days. */
const keptDays = 35

/**
 * One a day, of UTC as their names are: a second ring finds it. What is written outside the database cannot be rolled back, so a dry run
 * makes none.
 */
export const backUpNightly = async (ctx: Ctx): Promise<Report> => {
  if (!places || isDryRun(ctx)) return emptyReport()
  const today = `backup-${ctx.now.toISOString().slice(0, 10)}T`
  const made = (await readdir(places.to).catch((): string[] => [])).some((name) => name.startsWith(today) && !name.endsWith('.part'))
  if (made) return { ...emptyReport(), skipped: 1 }
  const task: BackupTask = { places: { ...places, keptDays }, at: ctx.now, requestId: ctx.requestId }
  const { tables } = (await doApart<BackupTask, Made>(program, task))?.result ?? (await makeBackup(ctx, task.places))
  return { ...emptyReport(), done: 1, touched: [{ subject: today.slice(0, -1), outcome: 'done', detail: String(tables) }] }
}
