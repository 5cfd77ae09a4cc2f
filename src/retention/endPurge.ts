import { step } from '#src/kernel/lifecycle.ts'
import { unsealWithMaster } from '#src/platform/crypto.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { JsonValue } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import { hasFiles, readAbsence, type Absence, type Needle } from './absence.sql.ts'
import { areSameBooks, readBooks, type Books } from './books.sql.ts'
import { issueCertificate } from './issuePurgeCertificate.ts'
import { purgeLifecycle, type PurgeAction } from './purge.ts'
import { changePurge, dropList, type PurgeRow } from './purges.sql.ts'
import { countNewStrays } from './strayFiles.ts'

export const needlesLabel = 'purge-needles'

/** What was noted before anything went: values, and the names of files that no row named even then. */
export type Noted = { needles: Needle[]; strays: string[] }

/** A purge that was under way when files were not looked for yet has noted its values alone. */
const notedOf = ({ sealed_needles: sealed }: PurgeRow): Noted => {
  const said = sealed ? (JSON.parse(unsealWithMaster(sealed, needlesLabel).toString()) as Noted | Needle[]) : []
  return Array.isArray(said) ? { needles: said, strays: [] } : said
}

const lookForAbsence = async (tx: Tx, purge: PurgeRow): Promise<Absence> => {
  const { needles, strays } = notedOf(purge)
  const files = hasFiles(purge.category) ? await countNewStrays(tx.db, strays) : null
  return readAbsence(tx.db, { purgeId: purge.id, category: purge.category, kind: purge.subject_kind, needles, files })
}

/**
 * Ends a purge: the books against what they were, the look for what was erased, the certificate, all before the list goes. What had gone
 * before it expired is certified too. Answers what is wrong: null, `books_differ`, `absence_not_proved`, `files_refused`.
 */
export const endPurge = async (tx: Tx, purge: PurgeRow, action: Extract<PurgeAction, 'finish' | 'expire'>): Promise<string | null> => {
  const { to, event } = step(purgeLifecycle, purge.state, action, tx.actor)
  const before = purge.books_before as Books | null
  const after = before ? await readBooks(tx.db, before) : null
  const absence = before ? await lookForAbsence(tx, purge) : null
  const proofs = { books_after: (after && JSON.stringify(after)) as JsonValue, absence: (absence && JSON.stringify(absence)) as JsonValue }
  await dropList(tx.db, purge.id)
  await changePurge(tx.db, purge.id, { state: to, ended_at: tx.now, sealed_needles: null, ...proofs })
  const isProved = !absence || absence.remaining === 0
  const isWhole = !before || areSameBooks(before, after!)
  if (purge.erased_count > 0) await issueCertificate(tx, purge.id)
  await record(tx, event, {
    subject: purge.id,
    data: { category: purge.category, erased: purge.erased_count, booksAreSame: isWhole, isAbsenceProved: isProved },
  })
  return isWhole ? (isProved ? (purge.refused_count > 0 ? 'files_refused' : null) : 'absence_not_proved') : 'books_differ'
}
