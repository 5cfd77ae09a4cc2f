import type { World } from '#src/kernel/actor.ts'
import { invalid, Refusal } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { knowPayer } from '#src/payers/knowPayer.ts'
import { findPayer, type PayerRow } from '#src/payers/payers.sql.ts'
import { ring } from '#src/platform/bell.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { CheckInput } from './accountCheck.ts'
import { readIban } from './vault.ts'
import { findOpenCheck, insertCheck, type CheckRow } from './accountChecks.sql.ts'
import { bankGateway } from './bankGateway.ts'
import { knowMandate } from './knowMandate.ts'
import type { AccountInput } from './mandate.ts'
import { findMandate, type MandateRow } from './mandates.sql.ts'

export type Asked = { check: CheckRow; mandate: MandateRow; payer: PayerRow | null }

const noSuch = (noun: string, id: string): Refusal => new Refusal(404, 'no_such', {}, { noun, id: id.slice(0, 64) })

/** The account that is meant, by its id or by its fields; and where in the body it stands, for who must be told of a fault in it. */
const accountOf = ({ id, sepa, iban, ...flat }: CheckInput): { id: string; path: string } | { account: AccountInput; path: string } => {
  const wanted = id ?? sepa
  if (typeof wanted === 'string') return { id: wanted, path: id ? 'id' : 'sepa' }
  return wanted ? { account: wanted, path: 'sepa.iban' } : { account: { ...flat, iban: iban! }, path: 'iban' }
}

const mandateOf = async (tx: Tx, world: World, input: CheckInput, name: string | null): Promise<{ mandate: MandateRow; path: string }> => {
  const asked = accountOf(input)
  if ('id' in asked) {
    const mandate = await findMandate(tx.db, world, asked.id)
    if (!mandate) throw noSuch('sepa', asked.id)
    return { mandate, path: asked.path }
  }
  const holder = asked.account.name ?? name
  if (!holder) throw invalid({ [asked.path.replace('iban', 'name')]: 'is required' })
  return { mandate: await knowMandate(tx, world, { ...asked.account, name: holder }), path: asked.path }
}

const payerOf = async (tx: Tx, world: World, { customer }: CheckInput): Promise<PayerRow | null> => {
  if (customer === undefined) return null
  if (typeof customer !== 'string') return knowPayer(tx, world, customer)
  const payer = await findPayer(tx.db, world, customer)
  if (!payer) throw noSuch('customer', customer)
  return payer
}

/** What the bank is asked to compare: the customer's words where he is there, else the account holder's. */
const wordsOf = ({ customer, date_birth }: CheckInput, mandate: MandateRow, payer: PayerRow | null) => {
  const said = typeof customer === 'object' ? customer : {}
  return { asked_name: payer?.name ?? mandate.name, asked_born_on: said.date_birth ?? payer?.born_on ?? date_birth ?? mandate.born_on }
}

const mustTakePart = async (tx: Tx, mandate: MandateRow, path: string): Promise<void> => {
  const iban = await readIban(tx.db, mandate)
  if (!bankGateway().takesPart(iban)) throw invalid({ [path]: 'the bank that holds this account takes no part in account verification' })
}

/** The same question twice before the bank has answered is one question. */
const send = async (
  tx: Tx,
  { merchantId, mode }: World,
  mandate: MandateRow,
  payer: PayerRow | null,
  words: ReturnType<typeof wordsOf>,
): Promise<CheckRow> => {
  const row = {
    ...words,
    id: newId('chck', tx.now),
    merchant_id: merchantId,
    mode,
    mandate_id: mandate.id,
    payer_id: payer?.id ?? null,
    sent_at: tx.now,
  }
  const sent = await insertCheck(tx.db, row)
  if (sent) {
    await record(tx, 'account_check.sent', {
      subject: sent.id,
      merchantId,
      data: { mode, mandateId: mandate.id },
      personal: { name: words.asked_name, date_birth: words.asked_born_on },
    })
    tx.afterCommit(() => ring('answer-account-checks'))
    return sent
  }
  const open = await findOpenCheck(tx.db, row)
  // answered between the two looks: the question is asked anew
  return open ?? send(tx, { merchantId, mode }, mandate, payer, words)
}

/**
 * Asks the bank that holds an account whether it is open and whose it is. The answer comes later (`answerAccountChecks`). Throws 404 for an
 * id that is not there, 400 where the bank takes no part.
 */
export const askAccountCheck = (ctx: Ctx, world: World, input: CheckInput): Promise<Asked> =>
  unit(ctx, async (tx) => {
    const payer = await payerOf(tx, world, input)
    const { mandate, path } = await mandateOf(tx, world, input, payer?.name ?? null)
    await mustTakePart(tx, mandate, path)
    return { check: await send(tx, world, mandate, payer, wordsOf(input, mandate, payer)), mandate, payer }
  })
