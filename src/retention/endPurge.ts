import { step } from '#src/kernel/lifecycle.ts'
import { unsealWithMaster } from '#src/platform/crypto.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { JsonValue } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import { readAbsence, type Needle } from './absence.sql.ts'
import { areSameBooks, readBooks, type Books } from './books.sql.ts'
import { issueCertificate } from './issuePurgeCertificate.ts'
import { purgeLifecycle, type PurgeAction } from './purge.ts'
import { changePurge, dropList, type PurgeRow } from './purges.sql.ts'

export const needlesLabel = 'purge-needles'

const needlesOf = ({ sealed_needles: sealed }: PurgeRow): Needle[] => (sealed ? (JSON.parse(unsealWithMaster(sealed, needlesLabel).toString()) as Needle[]) : [])

/**
 * Ends a purge: the books against what they were, the look for what was erased, the certificate, all before the list goes. What had gone before it expired is
 * certified too. Answers what is wrong: null, `books_differ`, `absence_not_proved`, `files_refused`.
 */
export const endPurge = async (tx: Tx, purge: PurgeRow, action: Extract<PurgeAction, 'finish' | 'expire'>): Promise<string | null> => {
  const { to, event } = step(purgeLifecycle, purge.state, action, tx.actor)
  const before = purge.books_before as Books | null
  const after = before ? await readBooks(tx.db, before) : null
  const absence = before ? await readAbsence(tx.db, { purgeId: purge.id, category: purge.category, kind: purge.subject_kind, needles: needlesOf(purge) }) : null
  const proofs = { books_after: (after && JSON.stringify(after)) as JsonValue, absence: (absence && JSON.stringify(absence)) as JsonValue }
  await dropList(tx.db, purge.id)
  await changePurge(tx.db, purge.id, { state: to, ended_at: tx.now, sealed_needles: null, ...proofs })
  const isProved = !absence || absence.remaining === 0
  const isWhole = !before || areSameBooks(before, after!)
  if (purge.erased_count > 0) await issueCertificate(tx, purge.id)
  await record(tx, event, { subject: purge.id, data: { category: purge.category, erased: purge.erased_count, booksAreSame: isWhole, isAbsenceProved: isProved } })
  return isWhole ? (isProved ? (purge.refused_count > 0 ? 'files_refused' : null) : 'absence_not_proved') : 'books_differ'
}
