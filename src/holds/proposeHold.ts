import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { invalid, notFound, type FieldErrors } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { isSecret, lastDayOfReserve, releaseDay, titles, type HoldTitle } from './hold.ts'
import { insertHold } from './holds.sql.ts'
import { mustMay, noteHold } from './noteHold.ts'

/**
 * `amountCents` null: all that is available and all that becomes so (the titles of the closed circle only). `releaseOn`: the last day of a
 * reserve; `notifiedOn`: of an opposition. `ticket`: of the form, so that two clicks propose once.
 */
export type HoldProposal = {
  merchantId: string
  title: HoldTitle
  amountCents: number | null
  currency: string
  grounds: string
  reference: string
  clauseVersion: string
  securedClaims: string
  releaseOn: Day | null
  notifiedOn: Day | null
  ticket?: string | undefined
}

const missing = (said: HoldProposal, ...names: (keyof HoldProposal)[]): FieldErrors =>
  Object.fromEntries(names.filter((name) => said[name] === null || said[name] === '').map((name) => [name, 'web:field.missing']))

const faultsOf = (said: HoldProposal, today: Day): FieldErrors => {
  const { title, amountCents, releaseOn, notifiedOn } = said
  const amount: FieldErrors = amountCents !== null && (!Number.isSafeInteger(amountCents) || amountCents <= 0)
    ? { amountCents: 'holds:field.bad_amount' }
    : {}
  if (title === 'tracfin_opposition')
    return {
      ...amount,
      ...missing(said, 'grounds', 'reference', 'notifiedOn'),
      ...(notifiedOn && notifiedOn > today ? { notifiedOn: 'holds:field.in_future' } : {}),
    }
  if (title !== 'contract_reserve')
    return { ...amount, ...missing(said, 'grounds', ...(title === 'asset_freeze' ? ['reference' as const] : [])) }
  const isOutside = releaseOn !== null && (releaseDay(releaseOn) <= today || releaseOn > lastDayOfReserve(today))
  return {
    ...amount,
    ...missing(said, 'grounds', 'amountCents', 'clauseVersion', 'securedClaims', 'releaseOn'),
    ...(isOutside ? { releaseOn: 'holds:field.bad_release' } : {}),
  }
}

const propose = async (tx: Tx, said: HoldProposal): Promise<string> => {
  const { merchantId, title, amountCents, currency, grounds, reference, clauseVersion, securedClaims, releaseOn, notifiedOn } = said
  const isReserve = !isSecret(title)
  const hold = await insertHold(tx.db, {
    id: newId('hold', tx.now),
    merchant_id: merchantId,
    title,
    currency,
    grounds,
    reference: reference || null,
    wanted_cents: amountCents,
    proposed_by: tx.actor.id,
    proposed_at: tx.now,
    clause_version: isReserve ? clauseVersion : null,
    secured_claims: isReserve ? securedClaims : null,
    release_on: isReserve && releaseOn ? releaseDay(releaseOn) : null,
    notified_on: title === 'tracfin_opposition' ? notifiedOn : null,
  })
  await noteHold(tx, hold, 'hold.placing_proposed', { ...(amountCents === null ? {} : { cents: amountCents }), words: grounds })
  return hold.id
}

/**
 * Proposes to a second person that money be kept under a title; nothing moves yet. Answers the hold's id, null where this form was sent
 * before. 403 by the rights of the title; 404; 422 naming what its title demands (a reserve: amount, clause, what it secures and a last day
 * within 13 months, RES-01, RES-06).
 */
export const proposeHold = (ctx: Ctx | Tx, said: HoldProposal): Promise<string | null> =>
  unit(ctx, async (tx) => {
    mustMay(tx, titles[said.title].place)
    const faults = faultsOf(said, parisDay(tx.now))
    if (Object.keys(faults).length > 0) throw invalid(faults)
    if (!(await findMerchant(tx.db, said.merchantId))) throw notFound()
    return (await takeTicket(tx, said.ticket)) ? propose(tx, said) : null
  })
