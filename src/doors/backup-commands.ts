import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { makeBackup } from '#src/backups/makeBackup.ts'
import { restoreBackup } from '#src/backups/restoreBackup.ts'
import { system } from '#src/kernel/actor.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { wallClock } from '#src/platform/clock.ts'
import { openCtx } from '#src/platform/ctx.ts'
import { openProgram } from './open-program.ts'

type Backing = { to: string; keys: string; keep: number; json?: boolean }

export const backUpByHand = async ({ to, keys, keep, json = false }: Backing): Promise<void> => {
  const program = await openProgram()
  try {
    const ctx = openCtx({ actor: system('backup'), now: wallClock(), db: program.database.db })
    const made = await makeBackup(ctx, { url: program.databaseUrl, to, keys, keptDays: keep })
    if (json) console.log(JSON.stringify(made))
    else console.log(
        `${made.folder}: ${made.tables} tables, ${made.files.copied} new files. Keys: ${made.keysFolder}, the only ones kept. ${made.dropped} older backup(s) dropped.`,
      )
  } finally {
    await program.close()
  }
}

/**
 * Into a database of its own making: the schema is brought there first. What was restored is proved at once, as `ledger check` and `audit
 * verify` do.
 */
export const restoreByHand = async ({ from, keys, json = false }: { from: string; keys: string; json?: boolean }): Promise<void> => {
  const program = await openProgram({ migrates: true, restores: true })
  try {
    const { db } = program.database
    const restored = await restoreBackup(openCtx({ actor: system('restore'), now: wallClock(), db }), {
      url: program.databaseUrl,
      from,
      keys,
    })
    const [books, history] = [await checkLedger(db), await verifyAuditTrail(db, { now: wallClock() })]
    if (json) console.log(JSON.stringify({ ...restored, books: books.ok, history: history.ok }))
    else {
      console.log(
        `The database of ${restored.at} is back: ${restored.rows} rows of ${restored.tables} tables, ${restored.files.taken} files${restored .files .missing > 0 ? `, ${restored.files.missing} named and nowhere` : ''}.`,
      )
      if (restored.lost > 0) console.log(`${restored.lost} rows whose words nobody can read any more: their keys were destroyed since.`)
      for (const { category, erased, refused } of restored.swept)
        console.log(`${category}: ${erased} erased once more${refused > 0 ? `, ${refused} left: the store keeps a file of theirs` : ''}`)
      console.log(
        `The books ${books.ok ? 'hold' : 'do NOT hold (vigie ledger check)'}; the history is ${history.ok ? 'intact' : 'NOT intact (vigie audit verify)'}.`,
      )
    }
    if (!books.ok || !history.ok || restored.files.missing > 0 || restored.swept.some(({ refused }) => refused > 0)) process.exitCode = 1
  } finally {
    await program.close()
  }
}
