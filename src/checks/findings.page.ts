import type { DocumentRow } from '#src/documents/documents.sql.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import type { UnderstoodPiece } from '#src/pieces/piece.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { listNames } from '#src/reviews/reviews.sql.ts'
import { listIssuerNames } from '#src/seals/seals.sql.ts'
import type { Elsewhere } from './check.ts'
import { findFinding, isCheckDue, listCheckOverrides, listChecks, listCorrections, listSameFile, listSameNumber, type CheckOverrideRow,
  type CheckRow, type CorrectionRow, type FindingRow } from './checks.sql.ts'
import { corrected } from './corrected.ts'
import { understoodOf } from './understood.ts'

export type ElsewhereLink = { href: string; merchant: string }

/** What the program makes of a piece, with all that a page says of it. */
export type Findings = {
  finding: FindingRow | null
  /** The worst first. */
  checks: CheckRow[]
  /** As the machine has it, and as it counts: what a person put right in its place. */
  machine: UnderstoodPiece | null
  piece: UnderstoodPiece | null
  corrections: CorrectionRow[]
  overrides: CheckOverrideRow[]
  /** It waits to be compared, or to be compared anew. */
  isDue: boolean
  /** Of the staff who corrected or let pass. */
  names: ReadonlyMap<string, string>
  /** By check: the pieces of other merchants that it found. */
  elsewhere: ReadonlyMap<string, ElsewhereLink[]>
  /** Of the signed codes: who holds a certificate, by its two marks « FR03 EDF0 ». */
  issuers: ReadonlyMap<string, string>
}

const linksTo = (db: ReadDb, found: readonly Elsewhere[]): Promise<ElsewhereLink[]> =>
  Promise.all(found.map(async ({ documentId, merchantId }) => ({
    href: `/console/documents/${documentId}`,
    merchant: (await findMerchant(db, merchantId))?.name ?? merchantId,
  })))

/** A check keeps that it found some, not which: they are looked up where it did. */
const elsewhereOf = async (
  db: ReadDb,
  { merchant_id: merchantId, sha256 }: DocumentRow,
  finding: FindingRow | null,
  checks: readonly CheckRow[],
): Promise<Map<string, ElsewhereLink[]>> => {
  const isFound = (id: string): boolean => checks.some(({ check_id, verdict }) => check_id === id && verdict !== 'pass')
  const digest = finding?.number_digest
  return new Map([
    ['same_file_elsewhere', isFound('same_file_elsewhere') ? await linksTo(db, await listSameFile(db, { sha256, merchantId })) : []],
    [
      'same_number_elsewhere',
      digest && isFound('same_number_elsewhere') ? await linksTo(db, await listSameNumber(db, { digest, merchantId })) : [],
    ],
  ])
}

/** What was read but not yet compared, and what changed since it was. */
const isWaiting = async (db: ReadDb, { dossier_id: dossierId, state, reading_state: reading }: DocumentRow): Promise<boolean> =>
  reading === 'read' && (state === 'received' || state === 'accepted' || state === 'refused') && (await isCheckDue(db, dossierId))

export const readFindings = async (db: ReadDb, piece: DocumentRow): Promise<Findings> => {
  const [finding, checks, corrections, overrides, isDue] = await Promise.all([
    findFinding(db, piece.id),
    listChecks(db, piece.id),
    listCorrections(db, [piece.id]),
    listCheckOverrides(db, piece.id),
    isWaiting(db, piece),
  ])
  const machine = finding && understoodOf(finding)
  const ids = [...corrections.map(({ corrected_by: id }) => id), ...overrides.map(({ overridden_by: id }) => id)]
  const [names, elsewhere, issuers] = await Promise.all([
    listNames(db, [...new Set(ids)]),
    elsewhereOf(db, piece, finding, checks),
    listIssuerNames(db, machine?.seals ?? []),
  ])
  return {
    finding,
    checks,
    machine,
    piece: machine && corrected(machine, corrections),
    corrections,
    overrides,
    isDue,
    names,
    elsewhere,
    issuers,
  }
}
