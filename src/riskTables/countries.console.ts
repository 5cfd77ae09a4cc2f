import { z } from 'zod'
import { countriesByName, countryName } from '#src/dossiers/countries.ts'
import { addDays, isUsualDay, parisDay, type Day } from '#src/kernel/calendar.ts'
import { oldestKept } from '#src/kernel/datedRules.ts'
import { invalid, notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { ratingTabs } from '#src/ratings/ratingWords.page.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Columns, type Field } from '#src/web/components.ts'
import { choice, line, parse, words } from '#src/web/fields.ts'
import { formatDay } from '#src/web/formats.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { changeFrom, listCountries, type CountryRow } from './countries.sql.ts'
import { declineCountry, signCountry, withdrawCountry } from './decideCountry.ts'
import { decisionModel } from './decision.page.ts'
import { previewMoves } from './previewMoves.ts'
import { proposeCountry } from './proposeCountry.ts'
import { countriesOn } from './riskTable.ts'
import { dayFrom } from './second.ts'
import { readRules } from './tables.sql.ts'

const here = '/console/ratings/countries'
type Refused = { errors: Record<string, string>; values: Record<string, unknown> }
const stateTones = { proposed: 'waiting', signed: 'good', declined: 'neutral', withdrawn: 'neutral' } as const
/** Before the oldest list that is kept: no day to be shown. */
const isKept = (day: Day): boolean => day > oldestKept

const what = ({ t, lang }: Visit, { country, is_listed: isListed }: CountryRow): string =>
  t(isListed ? 'ratings:countries.comes' : 'ratings:countries.goes', { country: countryName(country, lang) })

const decisionOf = async (visit: Visit, row: CountryRow, names: Map<string, string>) => {
  const validFrom = dayFrom(row.valid_from, visit.ctx.now)
  const rules = await readRules(visit.ctx.db, validFrom, { country: { ...changeFrom(row), validFrom } })
  return decisionModel(visit, {
    proposedBy: row.proposed_by,
    who: names.get(row.proposed_by ?? '') ?? '',
    reason: row.reason,
    source: row.source,
    validFrom,
    what: [what(visit, row)],
    path: `${here}/${row.id}`,
    id: row.id,
  }, await previewMoves(visit.ctx, rules))
}

const listColumns = ({ t }: Visit): Columns => ({
  country: { label: t('ratings:column.country'), isLead: true, isWide: true },
  since: { label: t('ratings:column.since') },
  until: { label: t('ratings:column.until') },
  source: { label: t('ratings:form.source') },
})

/** Who is listed today, since when, and until when where that is signed already. */
const listRows = (visit: Visit, rows: readonly CountryRow[], today: Day) => {
  const signed = rows.filter(({ state }) => state === 'signed')
  return countriesOn(signed.map(changeFrom), today)
    .countries
    .map((country) => {
      const of = signed.filter((row) => row.country === country)
      const since = of.find(({ valid_from: on, is_listed: isListed }) => isListed && on <= today)!
      return {
        country: countryName(country, visit.lang),
        code: country,
        since: isKept(since.valid_from) ? since.valid_from : null,
        until: of.find(({ valid_from: on, is_listed: isListed }) => !isListed && on > today)?.valid_from ?? null,
        source: since.source,
      }
    })
    .sort((a, b) => a.country.localeCompare(b.country, visit.lang))
}

const changeColumns = ({ t }: Visit): Columns => ({
  what: { label: t('ratings:column.change'), isLead: true, isWide: true },
  from: { label: t('ratings:column.valid_from') },
  state: { label: t('ratings:column.state') },
  by: { label: t('ratings:column.by') },
  reason: { label: t('web:form.reason'), isSpare: true },
})

const changeRows = (visit: Visit, rows: readonly CountryRow[], names: Map<string, string>) =>
  rows.filter(({ valid_from: on }) => isKept(on)).map((row) => ({
    what: what(visit, row),
    from: row.valid_from,
    chip: { tone: stateTones[row.state], label: visit.t(`ratings:state.${row.state}`) },
    reason: row.decline_reason ?? `${row.source} — ${row.reason}`,
    by: [
      ...new Set([row.proposed_by, row.decided_by].filter((id): id is string => id !== null)),
    ]
      .map((id) => names.get(id) ?? id)
      .join(', ') || visit.t('ratings:by.rules'),
  }))

const formOf = (visit: Visit, refused?: Refused): Field[] => {
  const { t, lang, ctx } = visit
  const fields: Field[] = [
    {
      name: 'country',
      type: 'select',
      label: t('ratings:column.country'),
      options: [
        { value: '', label: t('ratings:act.choose') },
        ...countriesByName(lang).map(({ code, name }) => ({ value: code, label: name })),
      ],
      isRequired: true,
      width: 'medium',
    },
    {
      name: 'effect',
      type: 'radios',
      label: t('ratings:column.change'),
      options: (['listed', 'removed'] as const).map((value) => ({ value, label: t(`ratings:countries.${value}`) })),
      isRequired: true,
    },
    {
      name: 'valid_from',
      type: 'date',
      label: t('ratings:form.valid_from'),
      value: addDays(parisDay(ctx.now), 1),
      width: 'short',
      isRequired: true,
    },
    { name: 'source', type: 'text', label: t('ratings:form.source'), width: 'full', maxlength: 200, isRequired: true },
    { name: 'reason', type: 'textarea', rows: 2, label: t('web:form.reason'), width: 'full', maxlength: 2_000, isRequired: true },
  ]
  return refused ? refill(fields, refused.values, refused.errors, t) : fields
}

/** GET /console/ratings/countries: the list of today, what waits for a second person, and every change there was. */
export const showCountries = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { ctx, t, lang } = visit
  const [rows, today] = [await listCountries(ctx.db), parisDay(ctx.now)]
  const names = await namesOfStaff(
    ctx.db,
    rows.flatMap(({ proposed_by: a, decided_by: b }) => [a, b]).filter((id): id is string => id !== null),
  )
  const decisions = []
  for (const row of rows.filter(({ state }) => state === 'proposed')) decisions.push(await decisionOf(visit, row, names))
  const listed = listRows(visit, rows, today)
  return view('ratings/countries', {
    title: t('ratings:countries.title'),
    sentence: t('ratings:countries.sentence', { count: listed.length, day: formatDay(today, lang) }),
    tabs: ratingTabs(visit, 'countries'),
    errors: errorLines(refused?.errors, t),
    decisions,
    listColumns: listColumns(visit),
    listed,
    form: isAllowed(staffOf(visit).roles, 'ratings.propose') ? formOf(visit, refused) : null,
    isOpen: refused !== undefined,
    changeColumns: changeColumns(visit),
    changes: changeRows(visit, rows, names),
  })
}

/** POST /console/ratings/countries/propose */
export const postProposeCountry = async (visit: Visit): Promise<Answer> => {
  const said = parse(
    z.object({ country: line(2), effect: choice(['listed', 'removed']), valid_from: line(10), source: line(200), reason: words(2_000) }),
    visit.body,
  )
  if (!isUsualDay(said.valid_from)) throw invalid({ valid_from: 'web:field.bad_value' })
  await proposeCountry(visit.ctx, {
    country: said.country,
    isListed: said.effect === 'listed',
    validFrom: said.valid_from,
    source: said.source,
    reason: said.reason,
  })
  return seeOther(here, good('ratings:flash.proposed'))
}

const idOfPath = (visit: Visit): string => {
  const id = param(visit, 'id')
  if (!isId('rcty', id)) throw notFound()
  return id
}

/** POST /console/ratings/countries/:id/sign */
export const postSignCountry = async (visit: Visit): Promise<Answer> => {
  await signCountry(visit.ctx, idOfPath(visit), parse(z.object({ seen: line(80) }), visit.body))
  return seeOther(here, good('ratings:flash.signed'))
}

/** POST /console/ratings/countries/:id/decline */
export const postDeclineCountry = async (visit: Visit): Promise<Answer> => {
  await declineCountry(visit.ctx, idOfPath(visit), parse(z.object({ reason: words(2_000) }), visit.body))
  return seeOther(here, good('ratings:flash.declined'))
}

/** POST /console/ratings/countries/:id/withdraw */
export const postWithdrawCountry = async (visit: Visit): Promise<Answer> => {
  await withdrawCountry(visit.ctx, idOfPath(visit))
  return seeOther(here, good('ratings:flash.withdrawn'))
}
