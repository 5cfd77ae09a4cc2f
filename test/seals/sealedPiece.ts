import { savePage } from '#src/documents/pages.sql.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { sendRead } from '#test/checks/checked.ts'
import { pagesOf } from '#test/documents/pieces.ts'
import type { Dossier } from '#test/reviews/dossiers.ts'
import type { House } from '#test/support/house.ts'

const codeOf = (text: string): string => JSON.stringify([{ format: 'data_matrix', text, box: [900, 100, 1_000, 200] }])

/** What a genuine code on Jeanne Lenoir's bill says. */
export const lenoirsBill = '10MME/LENOIR/JEANNE\u001d2212 RUE DES HALLES\u001d247500125PARIS\u001d26FR'

/** A bill of Jeanne Lenoir's, read, with that code on it. */
export const sendSealed = async (house: House, one: Dossier, text: string): Promise<string> => {
  const id = await sendRead(house, one, {
    kind: 'proof_of_address',
    requirementKey: `proof_of_address:${one.personId}`,
    personId: one.personId,
  })
  const [page] = await pagesOf(house, id)
  await unit(house.ctx(), async (tx) => {
    await savePage(tx.db, { ...page!, words: JSON.stringify(page!.words), codes: codeOf(text) })
    await record(tx, 'document.read', { subject: id, merchantId: one.merchantId })
  })
  return id
}
