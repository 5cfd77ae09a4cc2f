import type { Day } from '#src/kernel/calendar.ts'
import type { DocumentRow } from '#src/documents/documents.sql.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { readDossier } from '#src/dossiers/readDossier.sql.ts'
import { understandingVersion } from '#src/pieces/piece.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { noteExpiries, type DatedPieces } from '#src/renewals/noteExpiries.ts'
import { lookUpCertificates } from '#src/seals/lookUpCertificates.ts'
import { noteFault } from './attempt.ts'
import type { CheckId, CheckResult } from './check.ts'
import { checkFileAlone, checkPiece, isBroken, overall, proposedRefusal, warnings } from './checkPiece.ts'
import { askForChecks, listChecks, listDossiersOf, listSameNumber, saveFinding, type CheckRow } from './checks.sql.ts'
import { gatherFacts, type Checked } from './gatherFacts.ts'
import { understoodColumns } from './understood.ts'

/** Read, and a piece that counts or counted: what the merchant took back or replaced is left as it was. */
const isChecked = ({ state, reading_state: reading }: DocumentRow): boolean =>
  reading === 'read' && (state === 'received' || state === 'accepted' || state === 'refused')

const columnsOf = (result: CheckResult, position: number) => {
  const { check, verdict, declared, read, why, values, fields } = result
  return {
    check_id: check,
    position,
    verdict,
    is_warning: warnings.has(check),
    declared,
    read,
    why,
    values: JSON.stringify(values),
    fields,
  }
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

/** As it stands in the row already. */
const isSameAs = (rows: readonly CheckRow[], results: readonly CheckResult[]): boolean =>
  rows.length === results.length &&
  results.every(({ check, verdict, why }, at) => rows[at]?.check_id === check && rows[at].verdict === verdict && rows[at].why === why)

const keep = async (tx: Tx, one: Checked, results: readonly CheckResult[]): Promise<void> => {
  const { piece, machine, digest, factsDigest } = one
  const verdict = overall(results)
  await saveFinding(tx.db, {
    document_id: piece.id,
    dossier_id: piece.dossier_id,
    version: understandingVersion,
    ...understoodColumns(machine),
    verdict,
    // what broke off is understood anew whenever the dossier is checked again
    proposed_refusal: proposedRefusal(results),
    facts_digest: factsDigest,
    number_digest: digest,
    understood_reading_at: results.some(isBroken) ? null : piece.reading_seen_at,
    found_at: tx.now,
  }, results.map(columnsOf))
  const ofVerdict = (wanted: CheckResult['verdict']): string[] =>
    results.filter((result) => result.verdict === wanted).map(({ check }) => check)
  const data = {
    dossierId: piece.dossier_id,
    version: understandingVersion,
    type: machine.type,
    verdict,
    failed: ofVerdict('fail'),
    unknown: ofVerdict('unknown'),
  }
  await record(tx, 'document.checked', { subject: piece.id, merchantId: piece.merchant_id, data })
  await wakeOthers(tx, one)
}

const judge = ({ piece, facts, isBroken: isAlone }: Checked): CheckResult[] => {
  const onBroken = (check: CheckId, error: unknown): void => noteFault({ documentId: piece.id, step: check }, error)
  return isAlone ? checkFileAlone(facts, onBroken) : checkPiece(facts, onBroken)
}

/** The same facts give the same answers, and leave no trace; nor does what breaks off once more as it did. */
const checkOne = async (tx: Tx, one: Checked): Promise<boolean> => {
  const { piece, kept, factsDigest } = one
  const areSameFacts = isSameDigest(kept?.facts_digest, factsDigest)
  if (areSameFacts && kept?.understood_reading_at?.getTime() === piece.reading_seen_at?.getTime()) return false
  const results = judge(one)
  if (
    areSameFacts && kept?.understood_reading_at === null && results.some(isBroken) && isSameAs(await listChecks(tx.db, piece.id), results)
  ) return false
  await keep(tx, one, results)
  return true
}

const datedOf = ({ id, requirement_key: requirementKey, state }: DocumentRow, expiresOn: Day | null): DatedPieces['pieces'][number] => ({
  documentId: id,
  requirementKey,
  state,
  expiresOn,
})

/**
 * Compares every piece of a dossier that was read with what the file says, as both now are; what was understood before is understood anew
 * only when the reading or the program changed. `onlyId`: that piece alone, the others wait for their turn. A piece or a check that the
 * program breaks off over cannot tell, by itself. Answers whether anything was judged anew.
 */
export const checkDossier = async (tx: Tx, dossierId: string, onlyId: string | null = null): Promise<boolean> => {
  await lockDossier(tx.db, dossierId)
  const file = await readDossier(tx.db, dossierId)
  const lookUp = await lookUpCertificates(tx.db)
  const dated: DatedPieces['pieces'][number][] = []
  let isChanged = false
  for (const piece of file.documents) {
    const one = isChecked(piece) ? await gatherFacts(tx, file, piece, lookUp) : null
    if (one && (onlyId === null || onlyId === piece.id)) isChanged = (await checkOne(tx, one)) || isChanged
    // of a piece that cannot be understood nobody says until when it holds: what is noted of it stays
    if (!one?.isBroken) dated.push(datedOf(piece, one?.lastDay ?? null))
  }
  await noteExpiries(tx, { dossierId, merchantId: file.merchant.id, pieces: dated })
  return isChanged
}
