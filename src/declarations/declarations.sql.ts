import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import { normaliseName } from '#src/kernel/names.ts'
import { containing } from '#src/platform/containing.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { ClosedDeclarations, ClosedDeclarationState } from '#src/platform/db.types.ts'

export type DeclarationRow = Selectable<ClosedDeclarations>
export type FoundDeclaration = DeclarationRow & { merchantName: string; draftedByName: string }

export const insertDeclaration = async (db: WritableDb, row: Insertable<ClosedDeclarations>): Promise<void> =>
  void (await db.insertInto('closed_declarations').values(row).execute())

export const findDeclaration = async (db: ReadDb, id: string): Promise<DeclarationRow | null> =>
  (await db.selectFrom('closed_declarations').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const lockDeclaration = async (db: WritableDb, id: string): Promise<DeclarationRow | null> =>
  (await db.selectFrom('closed_declarations').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const changeDeclaration = async (db: WritableDb, id: string, change: Updateable<ClosedDeclarations>): Promise<void> =>
  void (await db.updateTable('closed_declarations').set(change).where('id', '=', id).execute())

/** Whether another one stands under this number of ERMES. */
export const isReferenceTaken = async (db: ReadDb, reference: string): Promise<boolean> =>
  (await db.selectFrom('closed_declarations').select('id').where('reference', '=', reference).executeTakeFirst()) !== undefined

/** The first of a line and what completes it, in their order. */
export const listLine = (db: ReadDb, firstId: string): Promise<DeclarationRow[]> =>
  db
    .selectFrom('closed_declarations')
    .selectAll()
    .where(({ or, eb }) => or([eb('id', '=', firstId), eb('amends_id', '=', firstId)]))
    .orderBy('id')
    .execute()

export const shelves = ['to_file', 'filed', 'over', 'all'] as const
export type Shelf = (typeof shelves)[number]
const onShelf: Record<Shelf, readonly ClosedDeclarationState[] | null> = {
  to_file: ['draft', 'approved'],
  filed: ['filed', 'acknowledged', 'amended'],
  over: ['closed', 'abandoned'],
  all: null,
}

export type DeclarationQuery = { shelf: Shelf; search: string; after: string | null }

/** The newest first, from below a key; by the merchant's name or id, its own id, its reference or receipt. */
export const searchDeclarations = (db: ReadDb, { shelf, search, after }: DeclarationQuery, limit: number): Promise<FoundDeclaration[]> => {
  const states = onShelf[shelf]
  return db
    .selectFrom('closed_declarations as d')
    .leftJoin('merchants as m', 'm.id', 'd.merchant_id')
    .innerJoin('staff as s', 's.id', 'd.drafted_by')
    .selectAll('d')
    .select([sql<string>`coalesce(m.name, '')`.as('merchantName'), 's.name as draftedByName'])
    .$if(states !== null, (query) => query.where('d.state', 'in', states!))
    .$if(after !== null, (query) => query.where('d.id', '<', after!))
    .$if(search !== '', (query) =>
      query.where(({ or, eb }) =>
        or([
          eb('d.id', '=', search),
          eb('d.merchant_id', '=', search),
          eb('d.reference', '=', search),
          eb('d.receipt', '=', search),
          eb('m.search_name', 'like', containing(normaliseName(search))),
        ])
      ))
    .orderBy('d.id', 'desc')
    .limit(limit)
    .execute()
}

/** Not filed yet; of these, drafted before an instant. */
export const countToFile = async (db: ReadDb, before: Date): Promise<{ open: number; old: number }> =>
  (await sql<{ open: number; old: number }>`select count(*)::int as open, count(*) filter (where drafted_at <= ${before})::int as old from closed_declarations where state in ('draft', 'approved')`
    .execute(db))
    .rows[0]!

export type Criterion = { code: string; confidence: string; source: string }

/** The criteria of tax fraud that hold on a day, in the decree's order. */
export const listCriteria = async (db: ReadDb, on: Day): Promise<Criterion[]> =>
  db
    .selectFrom('closed_criteria')
    .select(['code', 'confidence', 'source'])
    .where('valid_from', '<=', on)
    .where(({ or, eb }) => or([eb('valid_to', 'is', null), eb('valid_to', '>', on)]))
    .orderBy('position')
    .execute()
