import { randomUUID } from 'node:crypto'
import type { World } from '#src/kernel/actor.ts'
import { invalid, Refusal } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { findPayers, type PayerRow } from '#src/payers/payers.sql.ts'
import { readInstruments, readParties } from '#src/payments/readInstruments.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { siteAddress } from '#src/platform/letterhead.ts'
import { record } from '#src/platform/record.ts'
import { openBankingOf, type OpenBanking } from './openBanking.ts'
import { consentEnds } from './scoring.ts'
import type { ScoringInput } from './scoringInput.ts'
import { insertScoring, type ScoringRow } from './scorings.sql.ts'

/** Always https, as every address that a client reads (spec/api.md §5.5). A proxy in front leads it to /v1/consent of this program. */
const consentAddress = (mode: World['mode'], token: string): string => siteAddress('dsp2', `/v1/consent/${mode}_${token}`)

const connectedProvider = (mode: World['mode']): OpenBanking => {
  const provider = openBankingOf(mode)
  if (!provider) throw new Refusal(501, 'no_open_banking')
  return provider
}

const payerOf = async (tx: Tx, world: World, { customer }: ScoringInput): Promise<PayerRow> => {
  const { payer_id: id } = await readParties(tx, world, { customer })
  const payer = (await findPayers(tx.db, [id!])).get(id!)!
  if (payer.email === null) throw invalid({ customer: 'must have an email: this one has none' })
  return payer
}

type Session = { id: string; token: string }

const write = async (tx: Tx, world: World, input: ScoringInput, { id, token }: Session): Promise<ScoringRow> => {
  const { merchantId, mode } = world
  const { mandate } = await readInstruments(tx, world, { sepa: input.sepa })
  const payer = await payerOf(tx, world, input)
  const redirectUrl = await connectedProvider(mode).openSession({ id, comesBackTo: consentAddress(mode, token) })
  return insertScoring(tx.db, {
    id,
    token,
    merchant_id: merchantId,
    mode,
    amount_cents: input.amount,
    upfront_cents: input.upfront ?? 0,
    currency: input.currency,
    duration_months: input.duration,
    payer_id: payer.id,
    mandate_id: mandate?.id ?? null,
    return_url: input.return_url,
    redirect_url: redirectUrl,
    created_at: tx.now,
    expires_at: consentEnds(tx.now),
  })
}

/**
 * POST /v1/scoring: asks a payer, through his merchant, to let his bank say how he stands. Throws 400 naming the field, 404 for an id that
 * names nothing here, 501 `no_open_banking` where the live world has no way to the banks.
 */
export const askScoring = (ctx: Ctx, world: World, input: ScoringInput): Promise<ScoringRow> => {
  connectedProvider(world.mode)
  const session = { id: newId('scor', ctx.now), token: randomUUID() }
  return unit(ctx, async (tx) => {
    const scoring = await write(tx, world, input, session)
    const { amount_cents: amountCents, upfront_cents: upfrontCents, currency, duration_months: months } = scoring
    await record(tx, 'scoring.requested', {
      subject: scoring.id,
      merchantId: world.merchantId,
      data: { mode: world.mode, amountCents, upfrontCents, currency, months },
    })
    return scoring
  })
}
