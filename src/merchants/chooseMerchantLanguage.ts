import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changeUser, lockUser } from './merchantUsers.sql.ts'

/** The language of his pages and of the letters he gets. */
export const chooseMerchantLanguage = (ctx: Ctx, userId: string, language: 'fr' | 'en'): Promise<void> =>
  unit(ctx, async (tx) => {
    const user = await lockUser(tx.db, userId)
    if (user.language === language) return
    await changeUser(tx.db, userId, { language })
    await record(tx, 'account.language_chosen', {
      subject: userId,
      merchantId: user.merchant_id,
      data: { from: user.language, to: language },
    })
  })
