import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changeContract, lockContract } from './contracts.sql.ts'

/** The file says something else now: the contract drawn from it, signed or not, counts no longer. It is kept, with whatever was signed. */
export const supersedeContract = async (tx: Tx, dossierId: string): Promise<void> => {
  const contract = await lockContract(tx.db, dossierId)
  if (!contract) return
  await changeContract(tx.db, contract.id, { state: 'superseded', code_fingerprint: null })
  await record(tx, 'contract.superseded', {
    subject: contract.id,
    merchantId: contract.merchant_id,
    data: { dossierId, from: contract.state },
  })
}
