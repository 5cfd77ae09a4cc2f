import { sql, type Insertable, type Selectable } from 'kysely'
import { normaliseName } from '#src/kernel/names.ts'
import { containing } from '#src/platform/containing.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { InvoiceKind, InvoiceLines, Invoices } from '#src/platform/db.types.ts'
import type { BilledTo, Month } from './invoice.ts'

export type InvoiceRow = Selectable<Invoices>
export type InvoiceLineRow = Selectable<InvoiceLines>

/** Alone with the series until the unit ends; answers the last number given. */
export const lockCounter = async (db: WritableDb, series: string): Promise<number> => {
  await db.insertInto('invoice_counters').values({ series, last_number: 0 }).onConflict((oc) => oc.doNothing()).execute()
  return (await db.selectFrom('invoice_counters').select('last_number').where('series', '=', series).forUpdate().executeTakeFirstOrThrow())
    .last_number
}

export const setCounter = async (db: WritableDb, series: string, last: number): Promise<void> =>
  void (await db.updateTable('invoice_counters').set({ last_number: last }).where('series', '=', series).execute())

export const isInvoiced = async (db: ReadDb, merchantId: string, month: Month, currency: string, kind: InvoiceKind): Promise<boolean> =>
  (await db
    .selectFrom('invoices')
    .select('id')
    .where('merchant_id', '=', merchantId)
    .where('period_from', '=', month)
    .where('currency', '=', currency)
    .where('kind', '=', kind)
    .executeTakeFirst()) !== undefined

export const insertInvoice = async (db: WritableDb, row: Insertable<Invoices>, lines: Insertable<InvoiceLines>[]): Promise<void> => {
  await db.insertInto('invoices').values(row).execute()
  await db.insertInto('invoice_lines').values(lines).execute()
}

export const findNewestInvoice = async (db: ReadDb, merchantId: string, currency: string): Promise<string | null> =>
  (await db
    .selectFrom('invoices')
    .select('id')
    .where('merchant_id', '=', merchantId)
    .where('currency', '=', currency)
    .where('kind', '=', 'invoice')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst())
    ?.id ?? null

export const readBilledTo = async (db: ReadDb, merchantId: string): Promise<BilledTo> => {
  const row = await db
    .selectFrom('merchants as m')
    .leftJoin('dossiers as d', 'd.merchant_id', 'm.id')
    .leftJoin('companies as c', 'c.dossier_id', 'd.id')
    .select([
      'm.name',
      'c.name as company',
      'c.siren',
      'c.siret',
      'c.address_line1',
      'c.address_line2',
      'c.postcode',
      'c.city',
      'c.country',
    ])
    .where('m.id', '=', merchantId)
    .executeTakeFirstOrThrow()
  const address = [row.address_line1, row.address_line2, [row.postcode, row.city].filter(Boolean).join(' '), row.country].filter((
    part,
  ): part is string => Boolean(part))
  return { name: row.company || row.name || merchantId, siren: row.siren, siret: row.siret, address }
}

export const findDoneMonth = async (db: ReadDb): Promise<Month | null> =>
  (await db.selectFrom('invoiced_months').select('month_from').orderBy('month_from', 'desc').limit(1).executeTakeFirst())?.month_from ??
    null

export const noteDoneMonth = async (db: WritableDb, month: Month, at: Date): Promise<void> =>
  void (await db.insertInto('invoiced_months').values({ month_from: month, done_at: at }).onConflict((oc) => oc.doNothing()).execute())

export const findInvoice = async (db: ReadDb, id: string): Promise<InvoiceRow | null> =>
  (await db.selectFrom('invoices').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const listInvoiceLines = (db: ReadDb, invoiceId: string): Promise<InvoiceLineRow[]> =>
  db.selectFrom('invoice_lines').selectAll().where('invoice_id', '=', invoiceId).orderBy('line').execute()

export type FoundInvoice = InvoiceRow & { merchantName: string }
export type InvoiceQuery = {
  kind: InvoiceKind | null
  sort: 'newest' | 'oldest' | 'largest' | 'smallest'
  search: string
  after: { id: string; cents: number } | null
}

/** A page from the key of the page before; of one merchant, or of all. `search`: a number, a merchant's id, or a part of his name. */
export const searchInvoices = (
  db: ReadDb,
  merchantId: string | null,
  { kind, sort, search, after }: InvoiceQuery,
  limit: number,
): Promise<FoundInvoice[]> => {
  const isByAmount = sort === 'largest' || sort === 'smallest'
  const direction = sort === 'newest' || sort === 'largest' ? 'desc' : 'asc'
  const sign = sql.raw(direction === 'desc' ? '<' : '>')
  return db
    .selectFrom('invoices as i')
    .innerJoin('merchants as m', 'm.id', 'i.merchant_id')
    .selectAll('i')
    .select('m.name as merchantName')
    .$if(merchantId !== null, (query) => query.where('i.merchant_id', '=', merchantId ?? ''))
    .$if(kind !== null, (query) => query.where('i.kind', '=', kind!))
    .$if(search !== '', (query) =>
      query.where((eb) =>
        eb.or([
          eb('i.number', '=', search.toUpperCase()),
          eb('i.merchant_id', '=', search),
          eb('m.search_name', 'like', containing(normaliseName(search))),
        ])
      ))
    .$if(after !== null, (query) =>
      query.where(
        isByAmount
          ? sql<boolean>`(i.total_cents, i.id) ${sign} (${after?.cents}::bigint, ${after?.id})`
          : sql<boolean>`i.id ${sign} ${after?.id}`,
      ))
    .$if(isByAmount, (query) => query.orderBy('i.total_cents', direction))
    .orderBy('i.id', direction)
    .limit(limit)
    .execute()
}
