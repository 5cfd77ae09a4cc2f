import { canonicalJson } from '#src/audit/chain.ts'
import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { listPageTexts, type DocumentRow } from '#src/documents/documents.sql.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import type { DocumentKind } from '#src/dossiers/requirement.ts'
import { readDossier, type DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { understandingVersion, type UnderstoodPiece } from '#src/pieces/piece.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { JsonValue } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import { noteExpiries, type DatedPieces } from '#src/renewals/noteExpiries.ts'
import { lookUpCertificates, type CertificateLookUp } from '#src/seals/lookUpCertificates.ts'
import type { CheckFacts, CheckResult } from './check.ts'
import { checkPiece, overall, proposedRefusal, warnings } from './checkPiece.ts'
import { askForChecks, findFinding, listCorrections, listDossiersOf, listSameFile, listSameNumber, saveFinding, type FindingRow } from './checks.sql.ts'
import { corrected } from './corrected.ts'
import { declaredOf } from './declared.ts'
import { lastDayOf } from './lastDay.ts'
import { numberDigest } from './numberDigest.ts'
import { understandDocument } from './understandDocument.ts'
import { understoodColumns } from './understood.ts'

/** Read, and a piece that counts or counted: what the merchant took back or replaced is left as it was. */
const isChecked = ({ state, reading_state: reading }: DocumentRow): boolean =>
  reading === 'read' && (state === 'received' || state === 'accepted' || state === 'refused')

type Checked = { piece: DocumentRow; kept: FindingRow | null; machine: UnderstoodPiece; digest: Buffer | null; facts: CheckFacts }

const announcedOf = (file: DossierFile, piece: DocumentRow): CheckFacts['announced'] => {
  const line = file.checklist.find(({ requirement }) => requirement.key === piece.requirement_key)?.requirement
  const { acceptedTypes, maxAgeMonths } = line ?? {}
  return { kind: piece.kind as DocumentKind, ...(acceptedTypes ? { acceptedTypes } : {}), ...(maxAgeMonths === undefined ? {} : { maxAgeMonths }) }
}

/** How well the whole piece was read: the worst page that was guessed decides. */
const readingOf = async (tx: Tx, piece: DocumentRow): Promise<CheckFacts['reading']> => {
  const pages = await listPageTexts(tx.db, piece.id)
  const guessed = pages.flatMap(({ confidence }) => (confidence === null ? [] : [confidence]))
  return {
    confidence: guessed.length > 0 ? Math.min(...guessed) : null, characterCount: pages.reduce((sum, { text }) => sum + text.replace(/\s/g, '').length, 0),
    pageCount: piece.page_count, source: pages.every(({ source }) => source === 'pdf_text') ? 'pdf_text' : 'ocr',
  }
}

const gather = async (tx: Tx, file: DossierFile, piece: DocumentRow, lookUp: CertificateLookUp): Promise<Checked> => {
  const kept = await findFinding(tx.db, piece.id)
  const machine = await understandDocument(tx.db, piece, kept, lookUp)
  const understood = corrected(machine, await listCorrections(tx.db, [piece.id]))
  const digest = numberDigest(understood)
  const { merchant_id: merchantId, sha256: bytes } = piece
  const facts: CheckFacts = {
    announced: announcedOf(file, piece), piece: understood, reading: await readingOf(tx, piece), warnings: piece.warnings, receivedOn: parisDay(piece.uploaded_at),
    declared: declaredOf(file, piece), sameFile: await listSameFile(tx.db, { sha256: bytes, merchantId }),
    sameNumber: digest ? await listSameNumber(tx.db, { digest, merchantId }) : [],
  }
  return { piece, kept, machine, digest, facts }
}

const columnsOf = (result: CheckResult, position: number) => {
  const { check, verdict, declared, read, why, values, fields } = result
  return { check_id: check, position, verdict, is_warning: warnings.has(check), declared, read, why, values: JSON.stringify(values), fields }
}

const isSameDigest = (a: Buffer | null | undefined, b: Buffer | null): boolean => (a && b ? a.equals(b) : !a && !b)

/** A file or a number that another merchant filed: his piece is to say so too, and no longer when ours no longer does. */
const wakeOthers = async (tx: Tx, { piece, kept, digest, facts }: Checked): Promise<void> => {
  const { merchant_id: merchantId } = piece
  const isSame = isSameDigest(kept?.number_digest, digest)
  const before = kept?.number_digest && !isSame ? await listSameNumber(tx.db, { digest: kept.number_digest, merchantId }) : []
  const others = [...before, ...(isSame ? [] : facts.sameNumber), ...(kept ? [] : facts.sameFile)]
  await askForChecks(tx.db, await listDossiersOf(tx.db, others.map(({ documentId }) => documentId)))
}

const keep = async (tx: Tx, one: Checked, results: readonly CheckResult[]): Promise<void> => {
  const { piece, machine, digest, facts } = one
  const verdict = overall(results)
  await saveFinding(tx.db, {
    document_id: piece.id, dossier_id: piece.dossier_id, version: understandingVersion, ...understoodColumns(machine), verdict,
    proposed_refusal: proposedRefusal(results), facts_digest: digestOf(facts), number_digest: digest, understood_reading_at: piece.reading_seen_at, found_at: tx.now,
  }, results.map(columnsOf))
  const ofVerdict = (wanted: CheckResult['verdict']): string[] => results.filter((result) => result.verdict === wanted).map(({ check }) => check)
  const data = { dossierId: piece.dossier_id, version: understandingVersion, type: machine.type, verdict, failed: ofVerdict('fail'), unknown: ofVerdict('unknown') }
  await record(tx, 'document.checked', { subject: piece.id, merchantId: piece.merchant_id, data })
  await wakeOthers(tx, one)
}

/** The database keeps the names of a document's fields in an order of its own. */
const digestOf = (facts: CheckFacts): Buffer => sha256(canonicalJson(JSON.parse(JSON.stringify({ version: understandingVersion, facts })) as JsonValue))

type Outcome = { isChanged: boolean; expiresOn: Day | null }

/** The same facts give the same answers, and leave no trace. */
const checkOne = async (tx: Tx, file: DossierFile, piece: DocumentRow, lookUp: CertificateLookUp, isOnlyDated: boolean): Promise<Outcome> => {
  const one = await gather(tx, file, piece, lookUp)
  if (isOnlyDated) return { isChanged: false, expiresOn: lastDayOf(one.facts.piece) }
  const isSettled = one.kept?.understood_reading_at?.getTime() === piece.reading_seen_at?.getTime() && isSameDigest(one.kept?.facts_digest, digestOf(one.facts))
  if (!isSettled) await keep(tx, one, checkPiece(one.facts))
  return { isChanged: !isSettled, expiresOn: lastDayOf(one.facts.piece) }
}

const nothing: Outcome = { isChanged: false, expiresOn: null }

/**
 * Compares every piece of a dossier that was read with what the file says, as both now are; what was understood before is understood anew
 * only when the reading or the program changed. `onlyId`: that piece alone, the others wait for their turn. Answers whether anything was
 * judged anew.
 */
export const checkDossier = async (tx: Tx, dossierId: string, onlyId: string | null = null): Promise<boolean> => {
  await lockDossier(tx.db, dossierId)
  const file = await readDossier(tx.db, dossierId)
  const lookUp = await lookUpCertificates(tx.db)
  const dated: DatedPieces['pieces'][number][] = []
  let isChanged = false
  for (const piece of file.documents) {
    const outcome = isChecked(piece) ? await checkOne(tx, file, piece, lookUp, onlyId !== null && onlyId !== piece.id) : nothing
    isChanged ||= outcome.isChanged
    dated.push({ documentId: piece.id, requirementKey: piece.requirement_key, state: piece.state, expiresOn: outcome.expiresOn })
  }
  await noteExpiries(tx, { dossierId, merchantId: file.merchant.id, pieces: dated })
  return isChanged
}
