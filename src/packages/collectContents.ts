import { parisDay } from '#src/kernel/calendar.ts'
import { letterLang } from '#src/notifications/letterDates.ts'
import { findIban } from '#src/mandates/vault.ts'
import { findMandates } from '#src/mandates/mandates.sql.ts'
import { categoryOf } from '#src/personalData/columns.ts'
import { listNotesLetThrough, listPiecesOf, listRowsOf, type PieceToGive, type TableRows } from '#src/personalData/collect.sql.ts'
import { listTables } from '#src/personalData/reach.sql.ts'
import { subjectsOf, type Subjects } from '#src/personalData/subject.ts'
import { conflict } from '#src/kernel/errors.ts'
import { findDocument } from '#src/documents/documents.sql.ts'
import { readBytes } from '#src/documents/openDocument.ts'
import { isPieceLegible } from '#src/documents/pieceFile.ts'
import { findPage } from '#src/documents/pages.sql.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { policyOn, type Policy } from '#src/retention/policy.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import { listLinked, type RightsRow } from '#src/rights/rights.sql.ts'
import { piecePath, ruleOnPaper, type Closed, type Contents, type Part } from './contents.ts'
import type { PackageRow } from './packages.sql.ts'

/** Twenty pieces of ten megabytes: more than any file of ours has for one person. */
const mostBytes = 200 * 1024 * 1024

/** `closed`: of these rows, what nobody can open any more. */
type Read = TableRows & { closed: Closed[] }

/**
 * The account numbers lie sealed; the person they belong to reads his own, where its key is still there. One that was purged is no longer
 * kept at all.
 */
const withIbans = async (ctx: Ctx, found: TableRows): Promise<Read> => {
  if (found.table !== 'mandates' || found.rows.length === 0) return { ...found, closed: [] }
  const known = await findMandates(ctx.db, found.rows.map(({ id }) => String(id)))
  const rows: TableRows['rows'] = []
  const closed: Closed[] = []
  for (const row of found.rows) {
    const mandate = known.get(String(row['id']))!
    const iban = mandate.sealed_iban.length > 0 ? await findIban(ctx.db, mandate) : null
    if (iban === null && mandate.sealed_iban.length > 0) closed.push({ table: found.table, id: mandate.id })
    rows.push({ ...row, iban })
  }
  return { ...found, columns: [...found.columns, 'iban'], rows, closed }
}

/** What was read of his pieces lies sealed as they do; he reads it as it was read. */
const withReadings = async (ctx: Ctx, found: Read): Promise<Read> => {
  if (found.table !== 'document_pages') return found
  const rows = []
  for (const row of found.rows) {
    const page = await findPage(ctx.db, String(row['document_id']), Number(row['page']))
    rows.push(page ? { ...row, text: page.text, ...('codes' in row ? { codes: page.codes } : {}) } : row)
  }
  return { ...found, rows }
}

const partOf = (signed: readonly Policy[], { now }: Ctx, request: RightsRow, { table, columns, rows }: TableRows): Part => {
  const category = categoryOf(table)
  const policy = policyOn(signed, category, parisDay(now))
  return { table, category, rule: ruleOnPaper(policy, letterLang(request.language)), basis: policy.basis, columns, rows }
}

/** A piece under a key that was destroyed cannot be handed over; that it was there is said. */
const openPieces = async (ctx: Ctx, pieces: readonly PieceToGive[]): Promise<Pick<Contents, 'pieces' | 'closed'>> => {
  const opened: Contents['pieces'] = []
  const closed: Closed[] = []
  let bytesSoFar = 0
  for (const piece of pieces) {
    const row = (await findDocument(ctx.db, piece.id))!
    if (!(await isPieceLegible(ctx.db, row))) {
      closed.push({ table: 'documents', id: piece.id })
      continue
    }
    const bytes = await readBytes(ctx, row)
    bytesSoFar += bytes.length
    if (bytesSoFar > mostBytes) throw conflict('package_too_large')
    opened.push({ path: piecePath(piece), bytes })
  }
  return { pieces: opened, closed }
}

const notesOf = async ({ db }: Ctx, row: PackageRow): Promise<Read> => ({
  table: 'notes',
  isCut: false,
  closed: [],
  columns: ['id', 'at', 'author_role', 'body'],
  rows: await listNotesLetThrough(db, row.is_portability ? [] : row.note_ids),
})

const readTables = async (
  ctx: Ctx,
  row: PackageRow,
  subjects: Subjects,
  onTable: (done: number, total: number) => Promise<void>,
): Promise<Read[]> => {
  const tables = listTables(row.is_portability)
  const found: Read[] = []
  for (const [i, table] of tables.entries()) {
    const one = await withReadings(ctx, await withIbans(ctx, await listRowsOf(ctx.db, table, subjects)))
    if (one.isCut) throw conflict('package_too_large')
    found.push(one)
    await onTable(i + 1, tables.length + 1)
  }
  return [...found, await notesOf(ctx, row)]
}

/**
 * Everything of the rows that are linked, and of nobody else, as it is now and not when it was ordered: the same rows make the same bytes, whatever
 * is held, declared or inquired of them. What lies under a key that was destroyed (its merchant's file was purged, or he himself erased) is
 * named and left out: the rest is made all the same. 409 `package_too_large`.
 */
export const collectContents = async (
  ctx: Ctx,
  request: RightsRow,
  row: PackageRow,
  onTable: (done: number, total: number) => Promise<void> = async () => {},
): Promise<Contents> => {
  const subjects = subjectsOf((await listLinked(ctx.db, request.id)).map(({ subject_id: id }) => id))
  const [signed, found] = [await listSigned(ctx.db), await readTables(ctx, row, subjects, onTable)]
  const { pieces, closed } = await openPieces(ctx, row.is_portability ? [] : await listPiecesOf(ctx.db, subjects))
  return {
    reference: request.id,
    name: request.name,
    lang: letterLang(request.language),
    at: ctx.now,
    isPortability: row.is_portability,
    pieces,
    closed: [...found.flatMap((one) => one.closed), ...closed],
    parts: found.filter(({ rows }) => rows.length > 0).map((one) => partOf(signed, ctx, request, one)),
  }
}
