import { ring } from '#src/platform/bell.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { askForChecks as ask, forgetUnverifiedSeals } from './checks.sql.ts'

/** Certificates came: every piece with a signed code is understood and compared anew. */
export const recheckSealedPieces = async (tx: Tx): Promise<void> => {
  await ask(tx.db, await forgetUnverifiedSeals(tx.db))
  tx.afterCommit(() => ring('check-documents'))
}
