import { forbidden, notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { getFile } from '#src/platform/storage.ts'
import { lockOpenTo, noteAct } from '#src/rights/moveRequest.ts'
import { packageKey } from './buildPackages.ts'
import { findPackageOf } from './packages.sql.ts'

/**
 * The archive, to whoever handles the request, or to the person himself once he was answered; taking it away is recorded. 404 where there
 * is none, or no longer.
 */
export const downloadPackage = (ctx: Ctx, requestId: string): Promise<{ bytes: Buffer; fileName: string }> =>
  unit(ctx, async (tx) => {
    const request = await lockOpenTo(tx, requestId)
    if (tx.actor.kind === 'staff' && !isAllowed(tx.actor.roles, 'rights.handle')) throw forbidden()
    const row = await findPackageOf(tx.db, requestId)
    const isTheirs = tx.actor.kind === 'staff' || request.state === 'answered'
    if (row?.state !== 'ready' || row.expires_at! <= tx.now || !isTheirs) throw notFound()
    await noteAct(tx, request, 'rights_request.package_downloaded', { facts: { packageId: row.id } })
    return { bytes: await getFile(row.storage_key!, packageKey(), row.sha256!), fileName: `${requestId}.zip` }
  })
