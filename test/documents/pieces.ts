import { makePiece } from '#src/demo/pieces/makePiece.ts'
import type { Piece, PieceFacts, PieceFlaw, PieceKind, PieceQuality } from '#src/demo/pieces/facts.ts'
import { inspectFiles, receiveDocument, type NewDocument } from '#src/documents/receiveDocument.ts'
import { listPages, savePage } from '#src/documents/pages.sql.ts'
import { unit, type Tx } from '#src/platform/ctx.ts'
import type { House } from '#test/support/house.ts'
import type { Dossier } from '#test/reviews/dossiers.ts'

/** The bakery of `test/reviews/dossiers.ts`, as its papers say it. */
export const lenoir: PieceFacts = {
  company: {
    name: 'Boulangerie Lenoir',
    legalForm: 'ei',
    siren: '732829320',
    siret: '73282932000074',
    address: '12 rue des Halles',
    postcode: '75001',
    city: 'Paris',
    activity: 'Boulangerie',
    naf: '10.71C',
    registeredOn: '2015-04-01',
  },
  person: {
    givenNames: 'Jeanne',
    familyName: 'Lenoir',
    birthDate: '1984-05-12',
    birthPlace: 'Lyon',
    nationality: 'FR',
    sex: 'F',
    address: '12 rue des Halles, 75001 Paris',
    role: 'Exploitante',
  },
  iban: 'FR7630006000011234567890189',
  bic: 'AGRIFRPP',
  holder: 'Jeanne Lenoir',
}

type PaperWish = { kind?: PieceKind; quality?: PieceQuality; flaw?: PieceFlaw; seed?: number }

const made = new Map<string, Promise<Piece>>()

/** A real file; the same wish gives the same bytes, drawn once a worker: a photograph takes a second. */
export const paper = ({ kind = 'avis_sirene', quality = 'text_pdf', flaw, seed = 1 }: PaperWish = {}): Promise<Piece> => {
  const wish = [kind, quality, flaw, seed].join(' ')
  const known = made.get(wish) ?? makePiece({ kind, quality, flaw, seed, facts: lenoir, today: '2026-03-02' })
  made.set(wish, known)
  return known
}

export type SendingWish = PaperWish & {
  requirementKey?: string
  documentKind?: string
  personId?: string | null
  fileName?: string
  bytes?: Buffer
}

let sent = 0
/** Two papers may be alike to the last byte, and the second would be refused: what follows the end of a file changes nothing of it. */
const unlike = ({ bytes, ...rest }: Piece): Piece => ({ ...rest, bytes: Buffer.concat([bytes, Buffer.from(`\n%${++sent}`)]) })

type Arrival = Omit<NewDocument, 'file' | 'merchantId' | 'dossierId'> & { fileName: string; dossierId?: string }

/** A file is looked at, then taken in. */
export const takeIn = async (house: House, one: Dossier, { fileName, bytes, ...line }: Arrival): Promise<{ id: string }> => {
  const [inspected] = await inspectFiles([{ fileName, bytes }])
  return unit(
    house.ctx(one.user),
    (tx) => receiveDocument(tx, { merchantId: one.merchantId, dossierId: one.dossierId, ...line, ...inspected! }),
  )
}

/** What the merchant area does once it knows the line; the whole way through the use case, file sealed and all. */
export const sendPiece = async (house: House, one: Dossier, wish: SendingWish = {}): Promise<string> => {
  const made = wish.bytes ? { bytes: wish.bytes, fileName: 'piece.pdf' } : unlike(await paper(wish))
  const requirementKey = wish.requirementKey ?? 'registration_proof'
  const { id } = await takeIn(house, one, {
    requirementKey,
    kind: wish.documentKind ?? requirementKey.split(':')[0]!,
    personId: wish.personId ?? null,
    fileName: wish.fileName ?? made.fileName,
    bytes: made.bytes,
  })
  return id
}

export const pieceRow = (house: House, id: string) =>
  house.db.selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
/** As they were read: a person's lie sealed. */
export const pagesOf = (house: House, id: string) => listPages(house.db, id)
/** Every page's words become these, whatever they are. */
export const putWords = async (house: House, id: string, words: unknown): Promise<void> => {
  for (const page of await pagesOf(house, id))
    await savePage(house.db as unknown as Tx['db'], { ...page, words: JSON.stringify(words), codes: JSON.stringify(page.codes) })
}
/** What happened to one piece, oldest first. */
export const eventsOfPiece = async (house: House, id: string): Promise<string[]> =>
  (await house.db.selectFrom('audit_events').select('event').where('subject_id', '=', id).orderBy('id').execute()).map(({ event }) => event)
