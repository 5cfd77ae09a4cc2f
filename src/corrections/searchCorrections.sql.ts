import { sql, type SqlBool } from 'kysely'
import { normaliseName } from '#src/kernel/names.ts'
import { containing } from '#src/platform/containing.ts'
import type { CorrectionState } from '#src/platform/db.types.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { lookedForCorrection, type CorrectionPlace, type CorrectionQuery, type CorrectionShelf,
  type CorrectionSort } from './correctionSearch.ts'
import type { CorrectionRow } from './corrections.sql.ts'

export type FoundCorrection = CorrectionRow & { merchantName: string | null; proposerName: string; deciderName: string | null }

const rows = (db: ReadDb) =>
  db
    .selectFrom('corrections as c')
    .innerJoin('staff as s', 's.id', 'c.proposed_by')
    .leftJoin('merchants as m', 'm.id', 'c.merchant_id')
    .leftJoin('staff as d', 'd.id', 'c.decided_by')
    .selectAll('c')
    .select(['m.name as merchantName', 's.name as proposerName', 'd.name as deciderName'])
type Rows = ReturnType<typeof rows>

const shelves: Record<Exclude<CorrectionShelf, 'all'>, readonly CorrectionState[]> = {
  waiting: ['proposed', 'undo_proposed'],
  booked: ['booked', 'undo_proposed'],
  undone: ['undone'],
  dropped: ['declined', 'withdrawn'],
}

const looked = (query: Rows, search: string): Rows => {
  const found = lookedForCorrection(search)
  if (!found) return query
  if ('id' in found) return query.where('c.id', '=', found.id)
  if ('aboutId' in found) return query.where('c.about_id', '=', found.aboutId)
  return 'merchantId' in found
    ? query.where('c.merchant_id', '=', found.merchantId)
    : query.where('m.search_name', 'like', containing(normaliseName(found.name)))
}

const isByAmount = (sort: CorrectionSort): boolean => sort === 'largest' || sort === 'smallest'
const isDown = (sort: CorrectionSort): boolean => sort === 'newest' || sort === 'largest'

const sorted = (query: Rows, sort: CorrectionSort): Rows => {
  const way = isDown(sort) ? 'desc' : 'asc'
  return isByAmount(sort) ? query.orderBy('c.amount_cents', way).orderBy('c.id', way) : query.orderBy('c.id', way)
}

const beyond = (query: Rows, sort: CorrectionSort, { cents, id }: CorrectionPlace): Rows => {
  const sign = sql.raw(isDown(sort) ? '<' : '>')
  return query.where(
    isByAmount(sort) ? sql<SqlBool>`(c.amount_cents, c.id) ${sign} (${cents}::bigint, ${id})` : sql<SqlBool>`c.id ${sign} ${id}`,
  )
}

/** A page of corrections from the key of the page before. */
export const searchCorrections = (
  db: ReadDb,
  { shelf, kind, sort, search, after }: CorrectionQuery,
  limit: number,
): Promise<FoundCorrection[]> => {
  const asked = sorted(looked(rows(db), search), sort)
    .$if(shelf !== 'all', (query) => query.where('c.state', 'in', shelves[shelf as keyof typeof shelves]))
    .$if(kind !== null, (query) => query.where('c.kind', '=', kind!))
  return (after ? beyond(asked, sort, after) : asked).limit(limit).execute()
}

/** Where the next page begins. */
export const placeAfter = ({ id, amount_cents: cents }: CorrectionRow): CorrectionPlace => ({ id, cents })
