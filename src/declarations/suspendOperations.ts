import { conflict } from '#src/kernel/errors.ts'
import { proposeHold } from '#src/holds/proposeHold.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { changeDeclaration } from './declarations.sql.ts'
import { lockEntered } from './enter.ts'

/**
 * Abstention (CMF L561-16, AML-06): all that the merchant has and receives is to be kept under the title of L561-16 until this is filed. It
 * takes a second person in the room of held money (`src/holds`), where the title has one neutral face to everybody else. 409 where it was
 * asked for, or where this is filed.
 */
export const suspendOperations = (ctx: Ctx, id: string, { grounds }: { grounds: string }): Promise<string> =>
  unit(ctx, async (tx) => {
    const row = await lockEntered(tx, id, 'declarations.decide')
    if (row.hold_id !== null || row.filed_at !== null || row.ended_at !== null) throw conflict('state_has_changed')
    const holdId = await proposeHold(tx, {
      merchantId: row.merchant_id,
      title: 'aml_pre_declaration',
      amountCents: null,
      currency: 'eur',
      grounds,
      reference: id,
      clauseVersion: '',
      securedClaims: '',
      releaseOn: null,
      notifiedOn: null,
    })
    await changeDeclaration(tx.db, id, { hold_id: holdId })
    await recordClosed(tx, 'declaration.suspended', { subject: id, data: { holdId } })
    return holdId!
  })
