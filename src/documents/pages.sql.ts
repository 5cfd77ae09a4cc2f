import type { Insertable, Selectable } from 'kysely'
import { seal, unseal } from '#src/platform/crypto.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { DocumentPages, JsonValue } from '#src/platform/db.types.ts'
import { findKeyOf, findKeysOf } from '#src/platform/person-keys.ts'

type Row = Selectable<DocumentPages>
type Read = Pick<Row, 'text' | 'words' | 'codes'>
/** As it was read, opened: of whose key was destroyed nothing was read. */
export type PageRow = Omit<Row, 'sealed' | 'key_id'>
export type PageText = Omit<PageRow, 'words' | 'codes'>

const label = (documentId: string, page: number): string => `document-page:${documentId}:${page}`
const nothing: Read = { text: '', words: [], codes: [] }
const emptied = { text: '', words: '[]', codes: '[]' } as const

/** A page read twice is kept once, the last reading. Under the key of its piece's person, where it is one's. */
export const savePage = async (db: WritableDb, row: Insertable<DocumentPages>): Promise<void> => {
  const kept = await sealedAs(db, row)
  const { document_id: _id, page: _page, ...change } = kept
  await db.insertInto('document_pages').values(kept).onConflict((oc) => oc.columns(['document_id', 'page']).doUpdateSet(change)).execute()
}

const parsed = (value: unknown): JsonValue => (typeof value === 'string' ? (JSON.parse(value) as JsonValue) : ((value ?? []) as JsonValue))

const sealedAs = async (db: ReadDb, row: Insertable<DocumentPages>): Promise<Insertable<DocumentPages>> => {
  const piece = await db
    .selectFrom('documents')
    .select(['key_id as keyId', 'merchant_id as merchantId'])
    .where('id', '=', row.document_id)
    .executeTakeFirst()
  if (!piece?.keyId) return { ...row, sealed: null, key_id: null }
  const key = await findKeyOf(db, piece)
  if (!key) throw new Error('the key of this piece was destroyed')
  const plain = JSON.stringify({ text: row.text, words: parsed(row.words), codes: parsed(row.codes) })
  return { ...row, ...emptied, sealed: seal(key, Buffer.from(plain), label(row.document_id, row.page)), key_id: piece.keyId }
}

/** All of one piece lie under one key, or two while they are sealed anew: one question for them. */
const opened = async (db: ReadDb, rows: readonly Row[]): Promise<PageRow[]> => {
  const keys = await findKeysOf(db, rows.flatMap(({ key_id: keyId }) => (keyId ? [{ keyId, merchantId: null }] : [])))
  return rows.map(({ sealed, key_id: keyId, ...row }) => {
    if (!sealed || !keyId) return row
    const key = keys.get(keyId)
    return { ...row, ...(key ? (JSON.parse(unseal(key, sealed, label(row.document_id, row.page)).toString()) as Read) : nothing) }
  })
}

export const findPage = async (db: ReadDb, documentId: string, page: number): Promise<PageRow | null> =>
  (await opened(
    db,
    await db.selectFrom('document_pages').selectAll().where('document_id', '=', documentId).where('page', '=', page).execute(),
  ))[0] ?? null

/** Every page as it was read, with the places of its words and the codes on it. */
export const listPages = async (db: ReadDb, documentId: string): Promise<PageRow[]> =>
  opened(db, await db.selectFrom('document_pages').selectAll().where('document_id', '=', documentId).orderBy('page').execute())

const withoutPlaces = ({ words: _words, codes: _codes, ...row }: PageRow): PageText => row

/** What was read of each page, without the places of its words. */
export const listPageTexts = async (db: ReadDb, documentId: string): Promise<PageText[]> =>
  (await listPages(db, documentId)).map(withoutPlaces)

export const deletePages = async (db: WritableDb, documentId: string): Promise<void> => {
  await db.deleteFrom('document_pages').where('document_id', '=', documentId).execute()
}

/** How many pages from the first on were read without a gap: reading goes on after them. */
export const countPagesRead = async (db: ReadDb, documentId: string): Promise<number> => {
  const rows = await db.selectFrom('document_pages').select('page').where('document_id', '=', documentId).orderBy('page').execute()
  const gap = rows.findIndex(({ page }, index) => page !== index + 1)
  return gap === -1 ? rows.length : gap
}

/** Readings of this piece that stand in the clear though it lies under a person's key: sealed as they are. */
export const sealPages = async (db: WritableDb, documentId: string): Promise<void> => {
  const rows = await db.selectFrom('document_pages').selectAll().where('document_id', '=', documentId).where('sealed', 'is', null).execute()
  for (const row of rows) await savePage(db, { ...row, words: JSON.stringify(row.words), codes: JSON.stringify(row.codes) })
}
