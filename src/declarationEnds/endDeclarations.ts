import { addDays, parisDay, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import { conflict, forbidden, notFound } from '#src/kernel/errors.ts'
import { isId, newId } from '#src/kernel/ids.ts'
import { mustEnter } from '#src/declarations/enter.ts'
import { sealWithMaster, unsealWithMaster } from '#src/platform/crypto.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { institutionPublicKey, isSignedBy, signAsInstitution } from '#src/platform/institution-key.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { removeFile } from '#src/platform/storage.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { countRemaining, listOverLines, listPiecesOfLines, lockHolds, type OverLine } from '#src/purgers/declarations.sql.ts'
import { ruleWords } from '#src/retention/certificateWords.ts'
import { policyOn, type Policy } from '#src/retention/policy.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import { emptyHash, hashOn, lastOriginOver } from '#src/retention/purge.ts'
import { changeClosedPurge, endLines, findClosedPurge, findProposedPurge, insertClosedPurge, listNamesOf, lockClosedPurge,
  type ClosedPurgeRow } from './declarationEnds.sql.ts'
import { endCertificatePdf } from './endCertificatePdf.ts'

const label = (id: string): string => `closed-certificate:${id}`

const policyOfDeclarations = async (db: ReadDb, day: Day): Promise<Policy> => policyOn(await listSigned(db), 'declaration', day)
const beforeOf = (policy: Policy, day: Day): Date => startOfParisDay(addDays(lastOriginOver(policy, day)!, 1))

/** What is over on a day by the policy in force on it, held or not. */
export const readOver = async (db: ReadDb, day: Day): Promise<OverLine[]> =>
  listOverLines(db, beforeOf(await policyOfDeclarations(db, day), day))

const goingOf = (lines: readonly OverLine[]): string[] => lines.filter(({ isHeld }) => !isHeld).map(({ id }) => id)
export const hashOfLines = (lines: readonly OverLine[]): string => hashOn(emptyHash, goingOf(lines)).toString('hex')

/** One of the circle signs the list he has before him (`seen`: its hash). 409 `purge_is_open`, `nothing_is_over`, `list_has_changed`. */
export const proposeEnd = (ctx: Ctx, { seen }: { seen: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustEnter(tx, 'declarations.decide')
    if (await findProposedPurge(tx.db)) throw conflict('purge_is_open')
    const day = parisDay(tx.now)
    const over = await readOver(tx.db, day)
    if (goingOf(over).length === 0) throw conflict('nothing_is_over')
    if (hashOfLines(over) !== seen) throw conflict('list_has_changed')
    const id = newId('cpur', tx.now)
    await insertClosedPurge(tx.db, {
      id,
      on_day: day,
      policy_version: (await policyOfDeclarations(tx.db, day)).version,
      lines: goingOf(over),
      list_hash: Buffer.from(seen, 'hex'),
      proposed_by: tx.actor.id,
      proposed_at: tx.now,
    })
    await recordClosed(tx, 'purge.proposed', { subject: id, data: { lines: goingOf(over).length } })
  })

const lockProposed = async (tx: Tx, id: string): Promise<ClosedPurgeRow> => {
  mustEnter(tx, 'declarations.decide')
  const row = await lockClosedPurge(tx.db, id)
  if (!row) throw notFound()
  if (row.state !== 'proposed') throw conflict('state_has_changed')
  if (row.proposed_by === tx.actor.id) throw forbidden('four_eyes')
  return row
}

/** Another one says no; the list may be made again. */
export const declineEnd = (ctx: Ctx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    await lockProposed(tx, id)
    await changeClosedPurge(tx.db, id, { state: 'declined', decided_by: tx.actor.id, decided_at: tx.now })
    await recordClosed(tx, 'purge.declined', { subject: id })
  })

/** Files go first; a line of which the store keeps one stays whole. Answers the lines that may go. */
const freeOfFiles = async (tx: Tx, lines: readonly string[]): Promise<string[]> => {
  const refused = new Set<string>()
  for (const { line, id } of await listPiecesOfLines(tx.db, lines)) {
    try {
      await removeFile(id)
    } catch (error) {
      refused.add(line)
      log.error({ code: codeOf(error) }, 'the store does not let a file go; its row stays')
    }
  }
  return lines.filter((line) => !refused.has(line))
}

/** Kept sealed with the row: no store, list or figure outside has anything of it. */
const certify = async (
  tx: Tx,
  row: ClosedPurgeRow,
  policy: Policy,
  done: { lines: number; declarations: number; cleared: number; kept: number },
): Promise<{ certificate: Buffer; signature: Buffer }> => {
  const names = await listNamesOf(tx.db, [row.proposed_by, tx.actor.id])
  const signed = [{ name: names.get(row.proposed_by) ?? row.proposed_by, at: row.proposed_at }, {
    name: names.get(tx.actor.id) ?? tx.actor.id,
    at: tx.now,
  }]
  const bytes = await endCertificatePdf({
    id: row.id,
    onDay: row.on_day,
    rule: ruleWords(policy),
    version: policy.version,
    signed,
    at: tx.now,
    ...done,
    listHash: row.list_hash.toString('hex'),
    remaining: await countRemaining(tx.db, row.id),
    publicKey: institutionPublicKey().toString('hex'),
  })
  return { certificate: sealWithMaster(bytes, label(row.id)), signature: signAsInstitution(bytes) }
}

/**
 * What another one signed goes now, with its keys; what an order holds by then stays. 403 `four_eyes`; 409 `list_has_changed` where more or
 * less would go than was signed, but for holds.
 */
export const carryOutEnd = (ctx: Ctx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const row = await lockProposed(tx, id)
    await lockHolds(tx.db)
    const policy = await policyOfDeclarations(tx.db, parisDay(tx.now))
    const before = beforeOf(policy, row.on_day)
    const over = await listOverLines(tx.db, before)
    if (policy.version !== row.policy_version || !row.lines.every((line) => over.some((one) => one.id === line)))
      throw conflict('list_has_changed')
    const held = new Set(over.filter(({ isHeld }) => isHeld).map((one) => one.id))
    const free = await freeOfFiles(tx, row.lines.filter((line) => !held.has(line)))
    const { lines, declarations } = await endLines(tx.db, { purgeId: id, before, lines: free, now: tx.now })
    const kept = row.lines.length - lines.length
    const proof = await certify(tx, row, policy, {
      lines: lines.length,
      declarations,
      cleared: lines.filter((line) => isId('conc', line)).length,
      kept,
    })
    await changeClosedPurge(tx.db, id, {
      state: 'executed',
      decided_by: tx.actor.id,
      decided_at: tx.now,
      erased_lines: lines.length,
      erased_count: declarations,
      kept_lines: kept,
      ...proof,
    })
    await recordClosed(tx, 'purge.carried_out', { subject: id, data: { lines: lines.length, declarations, kept } })
  })

/** The certificate, to one of the circle: on the register. Throws when a bit of it changed. */
export const openEndCertificate = (ctx: Ctx, id: string): Promise<Buffer> =>
  unit(ctx, async (tx) => {
    mustEnter(tx, 'declarations.read')
    const row = await findClosedPurge(tx.db, id)
    if (!row?.certificate || !row.signature) throw notFound()
    const bytes = unsealWithMaster(row.certificate, label(id))
    if (!isSignedBy(institutionPublicKey(), bytes, row.signature)) throw new Error('a certificate is not signed as it says')
    await recordClosed(tx, 'purge.certificate_read', { subject: id })
    return bytes
  })
