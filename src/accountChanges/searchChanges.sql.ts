import { sql, type SqlBool } from 'kysely'
import { isId } from '#src/kernel/ids.ts'
import { containing } from '#src/platform/containing.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { AccountChangeState } from './accountChange.ts'
import { sortOf, type ChangeQuery } from './changeSearch.ts'

export type FoundChange = {
  id: string
  merchantId: string
  merchantName: string
  state: AccountChangeState
  iban: string
  holder: string
  askedAt: Date
  decidedAt: Date | null
  deciderName: string | null
  failedChecks: number
  isShared: boolean
}

const rows = (db: ReadDb) =>
  db
    .selectFrom('account_changes as c')
    .innerJoin('merchants as m', 'm.id', 'c.merchant_id')
    .leftJoin('staff as s', 's.id', 'c.decided_by')
    .select([
      'c.id',
      'c.merchant_id as merchantId',
      'm.name as merchantName',
      'c.state',
      'c.iban',
      'c.holder',
      'c.asked_at as askedAt',
      'c.decided_at as decidedAt',
      's.name as deciderName',
      sql<number>`(select count(*)::int from document_checks k where k.document_id = c.document_id and k.verdict = 'fail' and not k.is_warning)`
        .as('failedChecks'),
      sql<boolean>`c.iban <> '' and (exists (select from payout_accounts a join dossiers d on d.id = a.dossier_id where a.iban = c.iban and d.merchant_id <> c.merchant_id)
      or exists (select from account_changes o where o.iban = c.iban and o.merchant_id <> c.merchant_id and o.state in ('asked', 'declined')))`
        .as('isShared'),
    ])
type Rows = ReturnType<typeof rows>

const looked = (query: Rows, search: string): Rows => {
  if (search === '') return query
  if (isId('acch', search)) return query.where('c.id', '=', search)
  if (isId('mrch', search)) return query.where('c.merchant_id', '=', search)
  const bare = search.replace(/\s/g, '').toUpperCase()
  return query.where((eb) =>
    eb.or([
      eb(sql`lower(m.name)`, 'like', containing(search.toLowerCase())),
      ...(/^[0-9A-Z]{4}$/.test(bare) ? [sql<SqlBool>`right(c.iban, 4) = ${bare}`] : []),
      ...(bare.length >= 15 ? [eb('c.iban', '=', bare)] : []),
    ])
  )
}

/** A page of changes from the key of the page before. */
export const searchChanges = (db: ReadDb, query: ChangeQuery, limit: number): Promise<FoundChange[]> => {
  const isUp = sortOf(query) === 'oldest'
  const { shelf, search, after } = query
  return looked(rows(db), search)
    .$if(shelf !== 'all', (one) => one.where('c.state', '=', shelf as AccountChangeState))
    .$if(after !== null, (one) => one.where('c.id', isUp ? '>' : '<', after!))
    .orderBy('c.id', isUp ? 'asc' : 'desc')
    .limit(limit)
    .execute()
}
