import { sql } from 'kysely'
import { containing } from '#src/platform/containing.ts'
import type { DossierState, LegalForm, MerchantState, RiskLevel } from '#src/platform/db.types.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { lookedFor, type Looked, type MerchantQuery } from './merchantSearch.ts'

export type FoundMerchant = {
  id: string
  name: string
  state: MerchantState
  createdAt: Date
  changedAt: Date
  legalForm: LegalForm | null
  siren: string | null
  email: string | null
  dossierState: DossierState | null
  risk: RiskLevel | null
}

const rows = (db: ReadDb) =>
  db
    .selectFrom('merchants as m')
    .leftJoin('dossiers as d', 'd.merchant_id', 'm.id')
    .leftJoin('companies as c', 'c.dossier_id', 'd.id')
    .select([
      'm.id',
      'm.name',
      'm.state',
      'm.created_at as createdAt',
      'm.state_changed_at as changedAt',
      'c.legal_form as legalForm',
      'c.siren',
      'd.state as dossierState',
      'd.risk',
    ])
    .select((eb) =>
      eb
        .selectFrom('merchant_users as u')
        .select('u.email')
        .whereRef('u.merchant_id', '=', 'm.id')
        .orderBy(sql`u.removed_at is not null`)
        .orderBy('u.id')
        .limit(1)
        .as('email')
    )

type Rows = ReturnType<typeof rows>

const withAccount = (last4: string) =>
  sql<boolean>`exists (select 1 from payout_accounts a where a.dossier_id = d.id and a.replaced_at is null and right(a.iban, 4) = ${last4})`
/** Also by the address of who was removed: he wrote to us from it. */
const withUser = (email: string) => sql<boolean>`m.id in (select merchant_id from merchant_users where lower(email) = ${email})`

const narrowed = (query: Rows, looked: Looked | null): Rows => {
  if (!looked) return query
  if (looked.by === 'merchant') return query.where('m.id', '=', looked.id)
  if (looked.by === 'dossier') return query.where('d.id', '=', looked.id)
  if (looked.by === 'email') return query.where(withUser(looked.email))
  if (looked.by === 'siren') return query.where('c.siren', '=', looked.siren)
  const { name, last4 } = looked
  return query.where((eb) => eb.or([eb('m.search_name', 'like', containing(name)), ...(last4 ? [withAccount(last4)] : [])]))
}

/** One whose file was erased is a number: found by it, and on no list. */
const isByNumber = (looked: Looked | null): boolean => looked?.by === 'merchant' || looked?.by === 'dossier'

/** A page of merchants, newest first, from the key of the page before. One more than `limit` says that there are others. */
export const searchMerchants = (db: ReadDb, { state, search, before }: MerchantQuery, limit: number): Promise<FoundMerchant[]> =>
  narrowed(rows(db), lookedFor(search))
    .$if(!isByNumber(lookedFor(search)), (qb) => qb.where('m.is_erased', '=', false))
    .$if(state !== null, (qb) => qb.where('m.state', '=', state!))
    .$if(before !== null, (qb) => qb.where('m.id', '<', before!))
    .orderBy('m.id', 'desc')
    .limit(limit)
    .execute()
