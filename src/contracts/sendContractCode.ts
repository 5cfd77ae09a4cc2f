import { conflict } from '#src/kernel/errors.ts'
import { newToken } from '#src/kernel/ids.ts'
import { writeMail } from '#src/notifications/writeMail.ts'
import { fingerprint } from '#src/platform/crypto.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { codeLabel, codeMinutes, newCode } from './contract.ts'
import { changeContract } from './contracts.sql.ts'
import { lockSignable } from './lockSignable.ts'
import { readSigningUser } from './readSigningUser.ts'

/** A code by mail to the user who asks; the one before it stops working. Only a keyed fingerprint of it is kept. */
export const sendContractCode = (ctx: Ctx): Promise<void> =>
  unit(ctx, async (tx) => {
    const { dossier, contract } = await lockSignable(tx)
    if (contract?.state !== 'drafted') throw conflict(contract ? 'contract_is_signed' : 'contract_not_ready')
    const user = await readSigningUser(tx)
    const code = newCode()
    const expiresAt = new Date(tx.now.getTime() + codeMinutes * 60_000)
    await changeContract(tx.db, contract.id, {
      code_fingerprint: fingerprint(code, codeLabel(contract.id)),
      code_sent_at: tx.now,
      code_expires_at: expiresAt,
      code_attempts: 0,
      merchant_user_id: user.id,
    })
    await record(tx, 'contract.code_sent', {
      subject: contract.id,
      merchantId: dossier.merchant_id,
      data: { dossierId: dossier.id, expiresAt: expiresAt.toISOString() },
    })
    await writeMail(tx, {
      template: 'contract_code',
      to: { address: user.email, lang: user.language, merchantId: dossier.merchant_id },
      subjectId: contract.id,
      dedupeKey: `contract_code:${contract.id}:${newToken()}`,
      values: { code, expiresAt },
      holdsSecret: true,
    })
  })
