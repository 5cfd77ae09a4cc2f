import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { conflict, notFound } from '#src/kernel/errors.ts'
import { readHistory, type HistoryEvent } from '#src/audit/readHistory.sql.ts'
import { findCompany, findDossier, findPayoutAccount, listPeople } from '#src/dossiers/dossiers.sql.ts'
import type { DossierRow } from '#src/dossiers/facts.ts'
import { listNotes } from '#src/notes/notes.sql.ts'
import type { PieceField } from '#src/pieces/piece.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { readProof, type Proof } from '#src/screening/proof.sql.ts'
import { listSubjectsOf } from '#src/screening/subjects.sql.ts'
import { withoutErased } from './erased.ts'
import { lostWords, unaccounted, type Gap } from './gaps.ts'
import { isLook, knowFile, type KnownFile } from './knownFile.ts'

export type KnownNote = Awaited<ReturnType<typeof listNotes>>[number]
export type KnownReading = { name: string; nth: number; value: string }
/** A list that counted: its version by number, and the publisher's file by its hash. */
export type KnownList = { list: string; number: number; publishedOn: Day | null; importedAt: Date; sha256: Buffer }

export type Known = {
  dossier: DossierRow
  until: Date
  then: KnownFile
  now: KnownFile
  /** All of the file's events up to then, the oldest first. */
  events: HistoryEvent[]
  /** The days on which anything changed, up to today. */
  days: Day[]
  notes: KnownNote[]
  /** By piece: what the program had read of it, where that still stands. */
  readings: ReadonlyMap<string, KnownReading[]>
  lists: KnownList[]
  screening: Proof[]
  /** Something of it was erased since: words of the history are told no more than the file's own. */
  isThinner: boolean
  gaps: Gap[]
}

const most = 20_000
const page = 500

/** All that happened to a merchant's file, the oldest first; what only the closed circle knows of is not among it. */
const listFileEvents = async (db: ReadDb, merchantId: string): Promise<{ events: HistoryEvent[]; isCut: boolean }> => {
  const events: HistoryEvent[] = []
  for (let before; events.length < most;) {
    const { entries, next } = await readHistory(db, { merchantId, isOfFile: true }, { limit: page, before })
    events.push(...entries)
    if (!next) return { events: events.reverse(), isCut: false }
    before = next
  }
  return { events: events.reverse(), isCut: true }
}

/** Looking is no change; nor is what the machinery does on its way. */
const isChange = (event: HistoryEvent): boolean =>
  !isLook(event) && !/^(mail|account|inspection|review)\.|^document\.(read|reading_\w+)$/.test(event.event)

/** What was read of each piece that had been compared by then. */
const listReadings = async (
  db: ReadDb,
  { pieces }: KnownFile,
  until: Date,
): Promise<{ readings: Map<string, KnownReading[]>; gaps: Gap[] }> => {
  const compared = pieces.filter(({ check, isGone }) => check !== null && !isGone).map(({ id }) => id)
  const rows = compared.length === 0
    ? []
    : await db.selectFrom('document_findings').select(['document_id', 'found_at', 'fields']).where('document_id', 'in', compared).execute()
  const standing = rows.filter(({ found_at: at }) => at < until)
  const readings = new Map(standing.map(({ document_id: id, fields }) => [
    id,
    (fields as unknown as PieceField[]).map(({ name, nth, value }) => ({ name, nth, value })),
  ]))
  return { readings, gaps: compared.filter((id) => !readings.has(id)).map((documentId) => ({ code: 'reading_replaced', documentId })) }
}

/** The lists in force at an instant: of each, the last version taken before it. */
const listListsAt = async (db: ReadDb, until: Date): Promise<KnownList[]> => {
  const rows = await db
    .selectFrom('watchlist_versions')
    .distinctOn('list_code')
    .select([
      'list_code',
      'number',
      'published_on',
      'imported_at',
      'sha256',
    ])
    .where('state', '<>', 'refused')
    .where('imported_at', '<', until)
    .orderBy('list_code')
    .orderBy('number', 'desc')
    .execute()
  return rows.map(({ list_code: list, number, published_on: publishedOn, imported_at: importedAt, sha256 }) => ({
    list,
    number: number ?? 0,
    publishedOn,
    importedAt,
    sha256,
  }))
}

const listProofs = async (db: ReadDb, dossierId: string, until: Date): Promise<Proof[]> => {
  const subjects = (await listSubjectsOf(db, dossierId)).filter(({ createdAt }) => createdAt < until)
  return Promise.all(subjects.map(({ id }) => readProof(db, id, until)))
}

const byId = <Row extends { id: string }>(rows: readonly Row[]): Map<string, Row> => new Map(rows.map((row) => [row.id, row]))

const readRows = async (db: ReadDb, { id, state, risk }: DossierRow) => {
  const [company, account, people] = await Promise.all([findCompany(db, id), findPayoutAccount(db, id), listPeople(db, id)])
  return { company, account, people: byId(people), state, risk }
}

/** Whoever was ever on the file, and every piece that ever came, as far as they are still there. */
const readLeft = async (db: ReadDb, dossierId: string) => {
  const people = await db.selectFrom('people').selectAll().where('dossier_id', '=', dossierId).execute()
  const documents = await db.selectFrom('documents').select('id').where('dossier_id', '=', dossierId).execute()
  return { people: byId(people), documents: new Set(documents.map(({ id }) => id)) }
}

/**
 * A dossier as it was known before an instant, made of its events and of rows that are only ever added to; what cannot be made so is named.
 * 404 where there is none, 409 `dossier_is_erased` where it is no more: the history's words would bring it back.
 */
export const readKnown = async (db: ReadDb, dossierId: string, until: Date): Promise<Known> => {
  const dossier = await findDossier(db, dossierId)
  if (!dossier) throw notFound()
  if (dossier.is_erased) throw conflict('dossier_is_erased')
  const { events: all, isCut } = await listFileEvents(db, dossier.merchant_id)
  const events = all.filter(({ at }) => at < until)
  const [rows, left] = [await readRows(db, dossier), await readLeft(db, dossierId)]
  const { then, now, isThinner } = withoutErased(knowFile(events), knowFile(all), { ...left, company: rows.company, account: rows.account })
  const [notes, { readings, gaps }, lists, screening] = await Promise.all([
    listNotes(db, dossierId),
    listReadings(db, then, until),
    listListsAt(db, until),
    listProofs(db, dossierId, until),
  ])
  return {
    dossier,
    until,
    then,
    now,
    isThinner,
    events,
    days: [...new Set(all.filter(isChange).map(({ at }) => parisDay(at)))],
    notes: notes.filter(({ at }) => at < until),
    readings,
    lists,
    screening,
    gaps: [...lostWords(then), ...gaps, ...(isCut ? [{ code: 'history_cut' as const }] : []), ...unaccounted(now, rows)],
  }
}
