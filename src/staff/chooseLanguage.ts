import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changeStaff, lockStaff } from './staff.sql.ts'

export const chooseLanguage = (ctx: Ctx, staffId: string, language: 'fr' | 'en'): Promise<void> =>
  unit(ctx, async (tx) => {
    const account = await lockStaff(tx.db, staffId)
    if (!account || account.language === language) return
    await changeStaff(tx.db, staffId, { language })
    await record(tx, 'staff.language_chosen', { subject: staffId, data: { from: account.language, to: language } })
  })
