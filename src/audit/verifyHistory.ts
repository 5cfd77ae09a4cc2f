import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { verifyAuditTrail, type Verification } from './verifyAuditTrail.ts'

/** What a page waits for: about fifty thousand events, a few seconds. The whole is `vigie audit verify`'s. */
const blocksOfPage = 10

/** Verifies from the console, and keeps who did, when, and what was found. */
export const verifyHistory = async (ctx: Ctx): Promise<Verification> => {
  const found = await verifyAuditTrail(ctx.db, { recomputeLast: blocksOfPage, now: ctx.now })
  const { ok, events, blocks, recomputedFrom, finding, faults, late } = found
  await unit(ctx, (tx) =>
    record(tx, 'audit.verified', {
      subject: 'audit_trail',
      data: { ok, events, blocks, recomputedFrom, late: late.count, ...(finding ? { finding: { ...finding }, faults } : {}) },
    }))
  return found
}
