import { parisDay } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { feeCents } from './tariff.ts'
import { findTariff } from './tariffs.sql.ts'

type Charged = { merchant_id: string; method: string | null; amount_cents: number }

/** What a payment costs its merchant, by the tariff of the day it is captured. In cents. A card check of nothing costs nothing. */
export const feeOf = async (
  db: ReadDb,
  { merchant_id: merchantId, method, amount_cents: amountCents }: Charged,
  at: Date,
): Promise<number> => amountCents === 0 ? 0 : feeCents(await findTariff(db, merchantId, method ?? 'card', parisDay(at)), amountCents)

/** What a dispute costs its merchant, by the tariff of the day it is opened. In cents, before VAT. */
export const disputeFeeOf = async (
  db: ReadDb,
  { merchant_id: merchantId, method }: Pick<Charged, 'merchant_id' | 'method'>,
  at: Date,
): Promise<number> => (await findTariff(db, merchantId, method ?? 'card', parisDay(at))).dispute_fee_cents
