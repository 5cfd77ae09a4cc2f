import { sql } from 'kysely'
import { newId } from '#src/kernel/ids.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { House } from '#test/support/house.ts'

/** A payment straight into its tables: hundreds are one statement. What is not said is usual. */
export type Paid = {
  at: string
  cents?: number
  card?: string
  country?: string | null
  funding?: 'prepaid' | 'debit'
  name?: string | null
  isRefused?: boolean
  isDebit?: boolean
  currency?: string
  returnUrl?: string | null
  ip?: string
  agent?: string
  mode?: 'live' | 'test'
}

let number = 0

/** Answers the ids of the payments, in their order. */
export const pay = async (house: Pick<House, 'ctx'>, merchantId: string, all: readonly Paid[]): Promise<string[]> => {
  const rows = all.map((one) => ({ ...one, n: String(++number).padStart(10, '0') }))
  const id = (prefix: string, n: string): string => `${prefix}_${n.padStart(24, '0')}`
  await unit(house.ctx(), async (tx) => {
    const cards = rows.filter(({ isDebit }) => !isDebit)
    if (cards.length > 0) {
      await tx
        .db
        .insertInto('cards')
        .values(cards.map(({ n, card = n, country = 'FR', funding = 'debit', name = null, mode = 'live' }) => ({
          id: id('card', n),
          merchant_id: merchantId,
          mode,
          pan_hash: Buffer.from(card.padStart(32, '.')),
          first6: /^\d{6}/.test(card) ? card.slice(0, 6) : '497010',
          last4: n.slice(-4),
          exp_month: 1,
          exp_year: 2035,
          country,
          funding,
          name,
          tokenize: false,
          created_at: tx.now,
        })))
        .execute()
    }
    const debits = rows.filter(({ isDebit }) => isDebit)
    if (debits.length > 0)
      await tx
        .db
        .insertInto('mandates')
        .values(debits.map(({ n, name = 'Payeur' }) => ({
          id: id('mndt', n),
          merchant_id: merchantId,
          mode: 'live' as const,
          sealed_iban: Buffer.from('x'),
          iban_hash: Buffer.from(n),
          last4: '2606',
          country: 'FR',
          name: name ?? 'Payeur',
          mandate: n,
          created_at: tx.now,
        })))
        .execute()
    await tx
      .db
      .insertInto('payments')
      .values(rows.map(({ n, at, cents = 2_500, isRefused, isDebit, currency = 'eur', returnUrl = null, ip, agent, mode = 'live' }) => ({
        id: id('paym', n),
        merchant_id: merchantId,
        mode,
        state: isRefused ? (isDebit ? 'failed' as const : 'refused' as const) : 'captured' as const,
        amount_cents: cents,
        currency,
        method: isDebit ? 'sepa' as const : 'card' as const,
        scheme: isDebit ? 'sepa' : 'visa',
        card_id: isDebit ? null : id('card', n),
        mandate_id: isDebit ? id('mndt', n) : null,
        return_url: returnUrl,
        device: ip ? JSON.stringify({ ip, ...(agent ? { user_agent: agent } : {}) }) : null,
        created_at: new Date(at),
        processed_at: new Date(at),
        captured_at: isRefused ? null : new Date(at),
      })))
      .execute()
    await record(tx, 'payment.captured', { subject: merchantId })
  })
  return rows.map(({ n }) => id('paym', n))
}

export const refund = (house: Pick<House, 'ctx'>, payments: readonly string[], at: string, cents = 2_500): Promise<void> =>
  unit(house.ctx(), async (tx) => {
    await sql`insert into refunds (id, payment_id, merchant_id, mode, state, amount_cents, currency, asked_by, created_at)
      select 'refd_' || substr(p.id, 6), p.id, p.merchant_id, p.mode, 'refunded', ${cents}, p.currency, 'test', ${at}::timestamptz from payments p where p.id = any(${payments}::text[])`
      .execute(tx.db)
    await record(tx, 'refund.sent', { subject: payments[0]! })
  })

export const contest = (
  house: Pick<House, 'ctx'>,
  payments: readonly string[],
  at: string,
  { network = 'visa', code = '1040', category = 'fraud' } = {},
): Promise<void> =>
  unit(house.ctx(), async (tx) => {
    await sql`insert into disputes (id, payment_id, merchant_id, mode, state, amount_cents, currency, network, domain, code, report_key, category, rule_id, due_on, merchant_due_on, created_at)
      select 'dspt_' || substr(p.id, 6), p.id, p.merchant_id, 'live', 'open', p.amount_cents, p.currency, ${network}, ${network === 'sepa' ? 'sepa' : 'card'}, ${code}, p.id, ${category}::dispute_category, 'visa.1040.1', '2027-01-01', '2027-01-01', ${at}::timestamptz
      from payments p where p.id = any(${payments}::text[])`
      .execute(tx.db)
    await record(tx, 'dispute.opened', { subject: newId('dspt', tx.now) })
  })
