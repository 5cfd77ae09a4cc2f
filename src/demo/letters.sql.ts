import type { ReadDb } from '#src/platform/db.ts'

/** The words of the last letter of a kind that lies in a merchant's box: what he reads a link or a code from. */
export const readLetter = async (db: ReadDb, merchantId: string, template: string): Promise<string> => {
  const row = await db
    .selectFrom('mails')
    .select('text_body')
    .where('merchant_id', '=', merchantId)
    .where('template', '=', template)
    .where('state', '=', 'sent')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row?.text_body) throw new Error(`no letter ${template} has left for ${merchantId}`)
  return row.text_body
}
