import { findAskedAccount } from '#src/accountChanges/accountChanges.sql.ts'
import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { accountChangeKey } from '#src/documents/document.ts'
import type { DocumentRow } from '#src/documents/documents.sql.ts'
import { listPageTexts } from '#src/documents/pages.sql.ts'
import type { DocumentKind } from '#src/dossiers/requirement.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { canonicalJson } from '#src/kernel/eventLine.ts'
import { understandingVersion, type UnderstoodPiece } from '#src/pieces/piece.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { JsonValue } from '#src/platform/db.types.ts'
import type { CertificateLookUp } from '#src/seals/lookUpCertificates.ts'
import { attempt } from './attempt.ts'
import type { CheckFacts, Declared } from './check.ts'
import { findFinding, listCorrections, listSameFile, listSameNumber, type CorrectionRow, type FindingRow } from './checks.sql.ts'
import { corrected } from './corrected.ts'
import { declaredOf } from './declared.ts'
import { lastDayOf } from './lastDay.ts'
import { numberDigest } from './numberDigest.ts'
import { understandDocument } from './understandDocument.ts'

/** Of which piece the program could make nothing: it stands for what nobody understood. */
const notUnderstood: UnderstoodPiece = { type: 'other', typeConfidence: 0, fields: [], mrz: null, seals: [] }
const nothingDeclared: Declared = { person: null, company: null, representatives: [], owners: [], account: null }

/** A piece with all that is held against it. */
export type Checked = {
  piece: DocumentRow
  kept: FindingRow | null
  /** As the machine understood it; `facts.piece` has what people put right in its place. */
  machine: UnderstoodPiece
  /** Of its document number: found at another merchant. */
  digest: Buffer | null
  /** The last day on which it holds; null where it holds for ever, or nobody knows. */
  lastDay: Day | null
  facts: CheckFacts
  factsDigest: Buffer
  /** The program broke off over it: nothing is known of what it says. */
  isBroken: boolean
}

const announcedOf = (file: DossierFile, piece: DocumentRow): CheckFacts['announced'] => {
  const line = file.checklist.find(({ requirement }) => requirement.key === piece.requirement_key)?.requirement
  const { acceptedTypes, maxAgeMonths } = line ?? {}
  return {
    kind: piece.kind as DocumentKind,
    ...(acceptedTypes ? { acceptedTypes } : {}),
    ...(maxAgeMonths === undefined ? {} : { maxAgeMonths }),
  }
}

/** How well the whole piece was read: the worst page that was guessed decides. */
const readingOf = async (tx: Tx, piece: DocumentRow): Promise<CheckFacts['reading']> => {
  const pages = await listPageTexts(tx.db, piece.id)
  const guessed = pages.flatMap(({ confidence }) => (confidence === null ? [] : [confidence]))
  return {
    confidence: guessed.length > 0 ? Math.min(...guessed) : null,
    characterCount: pages.reduce((sum, { text }) => sum + text.replace(/\s/g, '').length, 0),
    pageCount: piece.page_count,
    source: pages.every(({ source }) => source === 'pdf_text') ? 'pdf_text' : 'ocr',
  }
}

type Made = Pick<Checked, 'machine' | 'digest' | 'lastDay'> & { understood: UnderstoodPiece; declared: Declared }

/** A RIB that comes with a change of account is held against the account that is asked for. */
const withAsked = async (tx: Tx, file: DossierFile, { id, requirement_key: key }: DocumentRow): Promise<Parameters<typeof declaredOf>[0]> =>
  key === accountChangeKey ? { ...file, account: (await findAskedAccount(tx.db, id)) ?? file.account } : file

const makeOf = (
  file: Parameters<typeof declaredOf>[0],
  piece: DocumentRow,
  machine: UnderstoodPiece,
  corrections: readonly CorrectionRow[],
): Made => {
  const understood = corrected(machine, corrections)
  return { machine, understood, digest: numberDigest(understood), lastDay: lastDayOf(understood), declared: declaredOf(file, piece) }
}

/** A number that was known stays known: that nobody can read it now is no reason to lose sight of it at another merchant. */
const makeOfNothing = (kept: FindingRow | null): Made => ({
  machine: notUnderstood,
  understood: notUnderstood,
  digest: kept?.number_digest ?? null,
  lastDay: null,
  declared: nothingDeclared,
})

/** The database keeps the names of a document's fields in an order of its own. */
const digestOf = (facts: CheckFacts): Buffer =>
  sha256(canonicalJson(JSON.parse(JSON.stringify({ version: understandingVersion, facts })) as JsonValue))

/** Everything that the checks of a piece look at. What the program breaks off over is nothing, and the other pieces go on. */
export const gatherFacts = async (tx: Tx, file: DossierFile, piece: DocumentRow, lookUp: CertificateLookUp): Promise<Checked> => {
  const kept = await findFinding(tx.db, piece.id)
  const machine = await understandDocument(tx.db, piece, kept, lookUp)
  const corrections = await listCorrections(tx.db, [piece.id])
  const said = await withAsked(tx, file, piece)
  const made = machine && attempt({ documentId: piece.id, step: 'facts' }, () => makeOf(said, piece, machine, corrections))
  const { understood, declared, ...rest } = made ?? makeOfNothing(kept)
  const { merchant_id: merchantId, sha256: bytes } = piece
  const facts: CheckFacts = {
    announced: announcedOf(file, piece),
    piece: understood,
    reading: await readingOf(tx, piece),
    warnings: piece.warnings,
    receivedOn: parisDay(piece.uploaded_at),
    declared,
    sameFile: await listSameFile(tx.db, { sha256: bytes, merchantId }),
    sameNumber: rest.digest ? await listSameNumber(tx.db, { digest: rest.digest, merchantId }) : [],
  }
  return { piece, kept, ...rest, facts, factsDigest: digestOf(facts), isBroken: made === null }
}
