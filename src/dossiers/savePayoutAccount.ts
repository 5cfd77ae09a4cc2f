import { parisDay } from '#src/kernel/calendar.ts'
import { invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { fieldChanges } from './changes.ts'
import { findPayoutAccount, replacePayoutAccount } from './dossiers.sql.ts'
import { lockEditable } from './lockEditable.ts'
import { noteEdit } from './noteEdit.ts'
import { accountProblems, normaliseAccount, type PayoutAccountInput } from './payoutAccount.ts'

/** The account before it stays in the file, replaced: which account was declared when is part of the file's memory. */
export const savePayoutAccount = (ctx: Ctx, input: PayoutAccountInput): Promise<void> =>
  unit(ctx, async (tx) => {
    const { iban, bic, holder } = normaliseAccount(input)
    const problems = accountProblems({ iban, bic, holder }, parisDay(tx.now))
    if (Object.keys(problems).length > 0) throw invalid(problems)
    const dossier = await lockEditable(tx)
    const columns = { iban, bic: bic || null, holder }
    const changes = fieldChanges((await findPayoutAccount(tx.db, dossier.id)) ?? {}, columns)
    if (changes.length === 0) return
    await replacePayoutAccount(tx.db, { ...columns, id: newId('acct', tx.now), dossier_id: dossier.id, created_at: tx.now }, tx.now)
    await noteEdit(tx, dossier, {
      event: 'dossier.account_saved',
      edited: { what: 'account' },
      data: { country: iban.slice(0, 2) },
      changes,
    })
  })
