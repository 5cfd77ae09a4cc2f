import { notFound } from '#src/kernel/errors.ts'
import { listMailsAbout, type MailLine } from '#src/notifications/mails.sql.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { DocumentState, DossierState, MerchantState } from '#src/platform/db.types.ts'
import type { Ledger } from './ledger.ts'
import { readLedger } from './ledger.sql.ts'
import { findRequest, listItems, type NamedItem, type RequestRow } from './requests.sql.ts'

export type RequestPage = {
  request: RequestRow
  merchant: { id: string; name: string; state: MerchantState; dossierState: DossierState; readers: number }
  items: (NamedItem & { fileName: string | null; documentState: DocumentState | null })[]
  ledger: Ledger
  letters: MailLine[]
  /** Names of the staff that the page mentions, by id. */
  names: Map<string, string>
}

const readMerchant = (db: ReadDb, { merchant_id, dossier_id }: RequestRow) =>
  db
    .selectFrom('merchants as m')
    .innerJoin('dossiers as d', 'd.merchant_id', 'm.id')
    .select(['m.id', 'm.name', 'm.state', 'd.state as dossierState'])
    .select((eb) =>
      eb
        .selectFrom('merchant_users as u')
        .whereRef('u.merchant_id', '=', 'm.id')
        .where('u.activated_at', 'is not', null)
        .where('u.removed_at', 'is', null)
        .select(eb.cast<number>(eb.fn.countAll(), 'integer').as('count'))
        .as('readers')
    )
    .where('m.id', '=', merchant_id)
    .where('d.id', '=', dossier_id)
    .executeTakeFirstOrThrow()

const withFiles = async (db: ReadDb, items: NamedItem[]): Promise<RequestPage['items']> => {
  const ids = items.flatMap(({ document_id }) => document_id ?? [])
  const rows = ids.length > 0 ? await db.selectFrom('documents').select(['id', 'file_name', 'state']).where('id', 'in', ids).execute() : []
  const files = new Map(rows.map((row) => [row.id, row]))
  return items.map((item) => {
    const found = item.document_id ? files.get(item.document_id) : undefined
    return { ...item, fileName: found?.file_name ?? null, documentState: found?.state ?? null }
  })
}

const staffNames = async (db: ReadDb, ids: readonly string[]): Promise<Map<string, string>> => {
  const rows = await db.selectFrom('staff').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Everything the page of a request shows. Throws 404. */
export const readRequestPage = async (db: ReadDb, id: string): Promise<RequestPage> => {
  const request = await findRequest(db, id)
  if (!request) throw notFound()
  const [merchant, items, ledger, letters] = await Promise.all([
    readMerchant(db, request),
    listItems(db, id),
    readLedger(db, id),
    listMailsAbout(db, id),
  ])
  const names = await staffNames(db, [request.opened_by, ...ledger.extensions.map(({ granted_by }) => granted_by)])
  return { request, merchant: { ...merchant, readers: merchant.readers ?? 0 }, items: await withFiles(db, items), ledger, letters, names }
}
