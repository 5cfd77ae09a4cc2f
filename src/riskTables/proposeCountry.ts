import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { conflict, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isCountry } from '#src/dossiers/countries.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changeFrom, insertCountry, lockCountry } from './countries.sql.ts'
import { countriesOn } from './riskTable.ts'
import { mustMay } from './second.ts'

export type AskedCountry = { country: string; isListed: boolean; validFrom: Day; source: string; reason: string }

const faultsOf = ({ country, validFrom, source, reason }: AskedCountry, today: Day): Record<string, string> => ({
  ...(isCountry(country) ? {} : { country: 'web:field.bad_choice' }),
  ...(validFrom > today ? {} : { valid_from: 'ratings:field.not_tomorrow' }),
  ...(source.trim() ? {} : { source: 'web:field.missing' }),
  ...(reason.trim() ? {} : { reason: 'web:field.missing' }),
})

/**
 * One person asks that a country come on the list, or leave it, from a day on that has not begun. 403; 409 `country_is_proposed`; 422, also
 * where it would stand as it stands.
 */
export const proposeCountry = (ctx: Ctx, asked: AskedCountry): Promise<string> =>
  unit(ctx, async (tx) => {
    mustMay(tx.actor, 'ratings.propose')
    const faults = faultsOf(asked, parisDay(tx.now))
    if (Object.keys(faults).length > 0) throw invalid(faults)
    const changes = await lockCountry(tx.db, asked.country)
    if (changes.some(({ state }) => state === 'proposed')) throw conflict('country_is_proposed')
    const signed = changes.filter(({ state }) => state === 'signed')
    const isListed = countriesOn(signed.map(changeFrom), asked.validFrom).countries.includes(asked.country)
    if (isListed === asked.isListed || signed.some(({ valid_from: on }) => on === asked.validFrom))
      throw invalid({ country: asked.isListed ? 'ratings:field.listed' : 'ratings:field.not_listed' })
    const id = newId('rcty', tx.now)
    await insertCountry(tx.db, {
      id,
      country: asked.country,
      is_listed: asked.isListed,
      valid_from: asked.validFrom,
      source: asked.source,
      reason: asked.reason,
      state: 'proposed',
      proposed_by: tx.actor.id,
      proposed_at: tx.now,
    })
    await record(tx, 'risk_country.proposed', {
      subject: id,
      data: { country: asked.country, isListed: asked.isListed, validFrom: asked.validFrom },
    })
    return id
  })
