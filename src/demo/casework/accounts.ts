import { whyNotNow } from '#src/accountChanges/accountChange.ts'
import { openAccountChange } from '#src/accountChanges/askAccountChange.ts'
import type { SentFile } from '#src/documents/receiveDocument.ts'
import { findDossierOfMerchant, findPayoutAccount } from '#src/dossiers/dossiers.sql.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { inventedIban } from '../cast/numbers.ts'
import { groupedIban } from '../pieces/french.ts'
import { dice } from '../pieces/seed.ts'
import { gap, openSheet, save } from '../pieces/sheet.ts'
import { field, line } from '../pieces/write.ts'
import type { Story } from '../timeline.ts'
import { seedOf } from '../trade/sales.ts'
import { dayAgo, keeper, merchantAt, shopAt, type Work } from './desk.ts'
import { accountWords as words } from './words.ts'

type Account = { iban: string; holder: string }

const printRib = async ({ iban, holder }: Account, day: Day): Promise<SentFile> => {
  const sheet = await openSheet({ title: words.title, day, footer: words.bank })
  line(sheet, words.bank, { size: 15, face: 'bold' })
  gap(sheet, 14)
  line(sheet, words.title, { size: 13, face: 'bold' })
  gap(sheet, 8)
  field(sheet, words.holder, holder)
  field(sheet, 'IBAN', groupedIban(iban))
  return { fileName: 'rib-nouveau-compte.pdf', bytes: await save(sheet) }
}

/** A shop has gone to another bank: its change of account waits for an agent. */
async function* changeBank(work: Work): Story {
  const { trade } = work
  const shop = shopAt(work, ['goods', 5])
  const day = dayAgo(work, 1)
  yield merchantAt(day, 'account')
  const dossier = await findDossierOfMerchant(trade.db, shop.merchantId)
  const before = dossier && (await findPayoutAccount(trade.db, dossier.id))
  const merchant = await findMerchant(trade.db, shop.merchantId)
  if (!before || !merchant || whyNotNow(merchant.state, dossier.state)) return
  const after = { iban: inventedIban('FR', dice(seedOf(day, 'account'))), holder: before.holder }
  await openAccountChange(trade.ctx(keeper(shop)), { ...after, bic: '', file: await printRib(after, day) })
}

export const accountStories = (work: Work): Story[] => [changeBank(work)]
