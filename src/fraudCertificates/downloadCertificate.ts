import { findCase } from '#src/fraud/fraudCases.sql.ts'
import { notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findCertificate } from './certificates.sql.ts'
import { openCertificate } from './issueCertificate.ts'

/** A certificate as it was kept; taking it away is recorded. 404 where the case has none of that id; throws when a bit of it changed. */
export const downloadCertificate = (ctx: Ctx, caseId: string, id: string): Promise<Buffer> =>
  unit(ctx, async (tx) => {
    const one = await findCase(tx.db, caseId)
    const row = one && (await findCertificate(tx.db, caseId, id))
    if (!one || !row) throw notFound()
    await record(tx, 'fraud_case.certificate_downloaded', { subject: caseId, merchantId: one.merchant_id, data: { certificateId: id } })
    return openCertificate(tx.db, one.merchant_id, row)
  })
