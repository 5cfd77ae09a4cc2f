import { conflict, forbidden, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changeCountry, changeFrom, lockCountry, lockCountryChange, type CountryRow } from './countries.sql.ts'
import { previewMoves } from './previewMoves.ts'
import { dayFrom, mustBeSecond, mustMay, mustSayWhy } from './second.ts'
import { readRules } from './tables.sql.ts'

const lockProposed = async (tx: Tx, id: string): Promise<CountryRow> => {
  const found = await lockCountryChange(tx.db, id)
  if (!found) throw notFound()
  if (found.state !== 'proposed') throw conflict('state_has_changed')
  return found
}

const tell = (
  tx: Tx,
  event: string,
  { id, country, is_listed: isListed }: CountryRow,
  more: Record<string, string | number> = {},
): Promise<void> => record(tx, event, { subject: id, data: { country, isListed, ...more } })

/**
 * The second person signs, with the moves he has before him (`seen`). 403, `four_eyes`; 404; 409 `state_has_changed`,
 * `figures_have_changed`.
 */
export const signCountry = (ctx: Ctx, id: string, { seen }: { seen: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx.actor, 'ratings.decide')
    const proposed = await lockProposed(tx, id)
    mustBeSecond(tx.actor, proposed.proposed_by)
    const validFrom = dayFrom(proposed.valid_from, tx.now)
    if ((await lockCountry(tx.db, proposed.country)).some(({ state, valid_from: on }) => state === 'signed' && on === validFrom))
      throw conflict('state_has_changed')
    const preview = await previewMoves(tx, await readRules(tx.db, validFrom, { country: { ...changeFrom(proposed), validFrom } }))
    if (preview.seen !== seen) throw conflict('figures_have_changed')
    await changeCountry(tx.db, id, { state: 'signed', valid_from: validFrom, decided_by: tx.actor.id, decided_at: tx.now })
    await tell(tx, 'risk_country.signed', proposed, { validFrom, moves: preview.moves.length })
  })

/** 403; 404; 409; 422. */
export const declineCountry = (ctx: Ctx, id: string, { reason }: { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx.actor, 'ratings.decide')
    mustSayWhy(reason)
    const proposed = await lockProposed(tx, id)
    mustBeSecond(tx.actor, proposed.proposed_by)
    await changeCountry(tx.db, id, { state: 'declined', decided_by: tx.actor.id, decided_at: tx.now, decline_reason: reason })
    await tell(tx, 'risk_country.declined', proposed)
  })

/** By whoever proposed it. */
export const withdrawCountry = (ctx: Ctx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const proposed = await lockProposed(tx, id)
    if (proposed.proposed_by !== tx.actor.id) throw forbidden()
    await changeCountry(tx.db, id, { state: 'withdrawn', decided_by: tx.actor.id, decided_at: tx.now })
    await tell(tx, 'risk_country.withdrawn', proposed)
  })
