import { merchantOf } from '#src/kernel/actor.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { accountChangeKey } from '#src/documents/document.ts'
import { inspectFiles, receiveDocument, type Inspected, type SentFile } from '#src/documents/receiveDocument.ts'
import { findPayoutAccount, lockDossierOfMerchant } from '#src/dossiers/dossiers.sql.ts'
import { accountProblems, normaliseAccount, type PayoutAccountInput } from '#src/dossiers/payoutAccount.ts'
import { confirmPassword } from '#src/merchants/confirmPassword.ts'
import { lockMerchant } from '#src/merchants/merchants.sql.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { last4Of, whyNotNow } from './accountChange.ts'
import { insertAccountChange } from './accountChanges.sql.ts'

export type Asked = PayoutAccountInput & { file: SentFile | null; password: string }

/** The dossier of the merchant who asks, locked. 409 `account_change_closed` where he is not one whom we pay. */
const lockPaid = async (tx: Tx, merchantId: string) => {
  const dossier = await lockDossierOfMerchant(tx.db, merchantId)
  const merchant = await lockMerchant(tx.db, merchantId)
  if (whyNotNow(merchant.state, dossier.state)) throw conflict('account_change_closed')
  return { dossier, account: await findPayoutAccount(tx.db, dossier.id) }
}

const tell = async (tx: Tx, merchantId: string, id: string, last4: string): Promise<void> =>
  writeToMerchant(tx, merchantId, {
    template: 'account_change_asked',
    subjectId: id,
    dedupeKey: `account_change_asked:${id}`,
    values: { askedAt: tx.now, last4 },
  })

type Wanted = { merchantId: string; account: PayoutAccountInput; inspected: Inspected }

/** 422 naming what is wrong with the account or with its RIB. */
const read = async (ctx: Ctx, { file, ...input }: Omit<Asked, 'password'>): Promise<Wanted> => {
  const merchantId = merchantOf(ctx.actor)
  if (!merchantId || ctx.actor.kind !== 'merchant') throw notFound()
  const account = normaliseAccount(input)
  const problems = { ...accountProblems(account, parisDay(ctx.now)), ...(file ? {} : { file: 'dossiers:pieces.problem.no_file' }) }
  if (Object.keys(problems).length > 0) throw invalid(problems)
  const [inspected] = await inspectFiles([file!])
  return { merchantId, account, inspected: inspected! }
}

const open = (ctx: Ctx, { merchantId, account: { iban, bic, holder }, inspected }: Wanted): Promise<{ id: string }> =>
  unit(ctx, async (tx) => {
    const { dossier, account } = await lockPaid(tx, merchantId)
    if (account?.iban === iban) throw invalid({ iban: 'accountChanges:ask.same_account' })
    const { id: documentId } = await receiveDocument(tx, {
      merchantId,
      dossierId: dossier.id,
      requirementKey: accountChangeKey,
      kind: 'payout_account_proof',
      personId: null,
      ...inspected,
    })
    const id = newId('acch', tx.now)
    const row = {
      id,
      merchant_id: merchantId,
      dossier_id: dossier.id,
      iban,
      bic: bic || null,
      holder,
      document_id: documentId,
      previous_account_id: account?.id ?? null,
      asked_by: tx.actor.id,
      asked_at: tx.now,
    }
    if (!(await insertAccountChange(tx.db, row))) throw conflict('account_change_open')
    await record(tx, 'account_change.asked', {
      subject: id,
      merchantId,
      data: { dossierId: dossier.id, documentId, country: iban.slice(0, 2) },
      personal: { last4: last4Of(iban) },
    })
    await tell(tx, merchantId, id, last4Of(iban))
    return { id }
  })

/**
 * The merchant asks to be paid on another account, with its RIB and his password again: whoever found his session open gets no further.
 * Nothing of his payouts changes by it, and each of his users is told. 409 `account_change_open` while another is before us.
 */
export const askAccountChange = async (ctx: Ctx, { password, ...asked }: Asked): Promise<{ id: string }> => {
  const wanted = await read(ctx, asked)
  await confirmPassword(ctx, password)
  return open(ctx, wanted)
}

/** The same without the password, for a caller that has no session which somebody might have found open (the demo). No page leads here. */
export const openAccountChange = async (ctx: Ctx, asked: Omit<Asked, 'password'>): Promise<{ id: string }> =>
  open(ctx, await read(ctx, asked))
