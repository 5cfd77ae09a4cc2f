import { notFound } from '#src/kernel/errors.ts'
import { isSignedBy } from '#src/platform/institution-key.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { getFile } from '#src/platform/storage.ts'
import { findCertificateOf } from './certificates.sql.ts'
import { findErasureOf } from './erasures.sql.ts'
import { certificateFileKey } from './issueErasureCertificate.ts'

/** As it was kept, with its signature; taking it away is recorded. 404 where there is none; throws when a bit of it changed. */
export const downloadErasureCertificate = (ctx: Ctx, requestId: string): Promise<{ id: string; bytes: Buffer; signature: Buffer }> =>
  unit(ctx, async (tx) => {
    const erasure = await findErasureOf(tx.db, requestId)
    const row = erasure && (await findCertificateOf(tx.db, erasure.id))
    if (!row) throw notFound()
    await record(tx, 'erasure.certificate_downloaded', { subject: requestId, data: { certificateId: row.id } })
    const bytes = await getFile(row.storage_key, certificateFileKey(), row.sha256)
    if (!isSignedBy(row.public_key, bytes, row.signature)) throw new Error('a certificate is not signed as it says')
    return { id: row.id, bytes, signature: row.signature }
  })
