import type { Selectable } from 'kysely'
import { findCase } from '#src/fraud/fraudCases.sql.ts'
import type { Balances } from '#src/fraudEffects/balances.sql.ts'
import { listEffects, type PlannedRow } from '#src/fraudEffects/effects.sql.ts'
import type { UndoFigures } from '#src/fraudEffects/undo.ts'
import { notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { formatCents } from '#src/kernel/money.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { FraudDecisions } from '#src/platform/db.types.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { getFile, putFile, removeFile } from '#src/platform/storage.ts'
import { certificatePdf, type CertificateFacts, type CertificateTotals } from './certificatePdf.ts'
import { insertCertificate, isCertificateKept, type CertificateRow } from './certificates.sql.ts'

/** Drawn line by line; a greater case says how many more there are, and its file of effects has them all. */
const mostLines = 10_000

const totalsOf = (rows: readonly PlannedRow[]): CertificateTotals[] => {
  const totals = new Map<string, CertificateTotals>()
  for (const { currency, amountCents, returnCents, acceptCents, feeCents, disputeFeeCents } of rows) {
    const sum = totals.get(currency) ??
      { currency, count: 0, amountCents: 0, returnCents: 0, acceptCents: 0, feeCents: 0, disputeFeeCents: 0 }
    totals.set(currency, {
      currency,
      count: sum.count + 1,
      amountCents: sum.amountCents + amountCents,
      returnCents: sum.returnCents + returnCents,
      acceptCents: sum.acceptCents + acceptCents,
      feeCents: sum.feeCents + feeCents,
      disputeFeeCents: sum.disputeFeeCents + disputeFeeCents,
    })
  }
  return [...totals.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1))
}

const staysOf = ({ voided, sums }: UndoFigures): string[] => [
  ...Object.entries(sums).flatMap(([currency, { returned, accepted }]) => [
    ...(returned > 0 ? [`Rendu aux payeurs, et qui le reste : ${formatCents(returned, currency, 'fr')}.`] : []),
    ...(accepted > 0 ? [`Contestations acceptées, sans recours : ${formatCents(accepted, currency, 'fr')}.`] : []),
  ]),
  ...(voided > 0 ? [`Paiements annulés avant leur capture, et qui le restent : ${voided}.`] : []),
]

/** The decision it certifies, with the names of its two people. */
export type CertifiedDecision = Omit<Selectable<FraudDecisions>, 'case_id'> & { proposerName: string; deciderName: string | null }

const factsOf = async (tx: Tx, caseId: string, decision: CertifiedDecision, id: string): Promise<CertificateFacts> => {
  const one = (await findCase(tx.db, caseId))!
  const lines = await listEffects(tx.db, caseId, { limit: 1_000_000 })
  const isUndo = decision.verdict === 'undo'
  return {
    id,
    kind: isUndo ? 'undone' : 'confirmed',
    caseId,
    merchant: one.merchantName || one.merchant_id,
    merchantId: one.merchant_id,
    mode: one.mode,
    isPartly: decision.verdict === 'partly',
    bearer: decision.bearer,
    proposedBy: decision.proposerName,
    proposedAt: decision.proposed_at,
    decidedBy: decision.deciderName!,
    decidedAt: decision.decided_at!,
    doneAt: tx.now,
    reason: decision.reason,
    totals: totalsOf(lines),
    balances: { before: decision.balances_before as Balances, after: decision.balances_after as Balances },
    stays: isUndo ? staysOf(decision.decided_figures as unknown as UndoFigures) : [],
    lines: lines.slice(0, mostLines),
    count: lines.length,
  }
}

/** Drawn, sealed and kept before the row commits; where nothing is kept the file goes again. Answers its id. */
export const issueCertificate = async (tx: Tx, caseId: string, decision: CertifiedDecision): Promise<string> => {
  const id = newId('frct', tx.now)
  const said = await factsOf(tx, caseId, decision, id)
  const key = await findMerchantKey(tx.db, said.merchantId)
  if (!key) throw notFound()
  const [bytes, storageKey] = [await certificatePdf(said), `${id}.pdf`]
  tx.onRollback(async (db) => {
    if (!(await isCertificateKept(db, storageKey))) await removeFile(storageKey)
  })
  await putFile(storageKey, key, bytes)
  await insertCertificate(tx.db, {
    id,
    case_id: caseId,
    decision_id: decision.id,
    storage_key: storageKey,
    sha256: sha256(bytes),
    byte_count: bytes.length,
    made_at: tx.now,
  })
  return id
}

/** Throws when a bit of it changed since. */
export const openCertificate = async (
  db: ReadDb,
  merchantId: string,
  { storage_key: storageKey, sha256: digest }: CertificateRow,
): Promise<Buffer> => {
  const key = await findMerchantKey(db, merchantId)
  if (!key) throw notFound()
  return getFile(storageKey, key, digest)
}
