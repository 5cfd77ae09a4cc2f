import { PDFDocument, StandardFonts } from 'pdf-lib'
import { acceptAccountChange } from '#src/accountChanges/acceptAccountChange.ts'
import { askAccountChange } from '#src/accountChanges/askAccountChange.ts'
import { checkDocuments } from '#src/checks/checkDocuments.ts'
import { readDocuments } from '#src/documents/readDocuments.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { useReader } from '#src/platform/ocr.ts'
import { payable } from '#test/payouts/ground.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import type { House } from '#test/support/house.ts'
import { password } from '#test/support/merchant.ts'
import { readerAtItsWord } from '#test/support/readers.ts'

export const oldIban = 'FR1420041010050500013M02606'
export const newIban = 'FR7630006000011234567890189'
export const otherIban = 'DE89370400440532013000'

const rest = (digits: string, by: bigint): bigint => BigInt(digits) % by
let accounts = 0
/** Another French account each time, whose keys are right. */
export const freshIban = (): string => {
  const account = String(++accounts).padStart(11, '7')
  const key = 97n - ((89n * 30006n + 15n * 1n + 3n * BigInt(account)) % 97n)
  const bban = `3000600001${account}${String(key).padStart(2, '0')}`
  return `FR${String(98n - rest(`${bban}152700`, 97n)).padStart(2, '0')}${bban}`
}

let count = 0
/** A bank's own paper, in text that is read as it is. */
export const ribOf = async ({ iban = newIban, holder = 'Boulangerie Lenoir' } = {}): Promise<Buffer> => {
  const pdf = await PDFDocument.create()
  const font = await pdf.embedFont(StandardFonts.Helvetica)
  const page = pdf.addPage([595, 420])
  const lines = [
    "Relevé d'identité bancaire",
    `Titulaire du compte : ${holder}`,
    `IBAN : ${iban.replace(/(.{4})(?=.)/g, '$1 ')}`,
    'BIC : AGRIFRPP',
    `Édition ${++count}`,
  ]
  lines.forEach((line, at) => page.drawText(line, { x: 40, y: 360 - at * 40, size: 14, font }))
  return Buffer.from(await pdf.save())
}

/** Validated, file and all, and paid on a proved account. */
export const paid = async (house: House): Promise<ApiMerchant & { dossierId: string }> => {
  const one = await payable(house)
  const { id } = await house
    .db
    .updateTable('dossiers')
    .set({ state: 'validated' })
    .where('merchant_id', '=', one.merchantId)
    .returning('id')
    .executeTakeFirstOrThrow()
  return { ...one, dossierId: id }
}

type Said = {
  iban?: string
  holder?: string
  bic?: string
  on?: { iban?: string; holder?: string }
  password?: string
  file?: Buffer | null
}
export const ask = async (
  house: House,
  { actor }: Pick<ApiMerchant, 'actor'>,
  { iban = freshIban(), holder = 'Boulangerie Lenoir', bic = '', on, password: said = password, file }: Said = {},
): Promise<string> => {
  const bytes = file === undefined ? await ribOf({ iban, holder, ...on }) : file
  return (await askAccountChange(house.ctx(actor), { iban, holder, bic, password: said, file: bytes && { fileName: 'rib.pdf', bytes } })).id
}

/** The jobs that read the RIB and hold it against what is asked. */
export const readAll = async (house: House): Promise<void> => {
  useReader(readerAtItsWord)
  await readDocuments(house.ctx())
  await checkDocuments(house.ctx())
}

export const accept = (house: House, by: StaffActor, id: string, note = '') => acceptAccountChange(house.ctx(by), id, { note })
export const changeOf = (house: House, id: string) =>
  house.db.selectFrom('account_changes').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
export const accountsOf = (house: House, dossierId: string) =>
  house.db.selectFrom('payout_accounts').selectAll().where('dossier_id', '=', dossierId).orderBy('id').execute()
export const lettersOf = async (house: House, template: string, merchantId: string) =>
  house
    .db
    .selectFrom('mails')
    .select(['to_address', 'language', 'subject', 'text_body'])
    .where('template', '=', template)
    .where('merchant_id', '=', merchantId)
    .orderBy('id')
    .execute()
