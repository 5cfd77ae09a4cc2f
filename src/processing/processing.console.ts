import { askedPastDay } from '#src/kernel/asked.ts'
import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { file as sendFile, good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Action, type Columns, type Field } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { optionalWords, parse } from '#src/web/fields.ts'
import { formatDay } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { z } from 'zod'
import { changeSettings, exportRegister } from './changeSetting.ts'
import { readRegister, type Read, type Register } from './register.page.ts'
import { registerPdf } from './registerPdf.ts'
import { settingNames } from './setting.ts'
import { listSettings, readSettings } from './settings.sql.ts'

const here = '/console/processing'

/** Today, or a day gone by; the register of a day to come is not known (422). */
const askedOn = ({ query, ctx }: Visit): Day => askedPastDay(query['on'], parisDay(ctx.now))

const keptColumns = ({ t }: Visit): Columns => ({
  category: { label: t('retention:column.category'), isLead: true },
  rule: { label: t('retention:column.rule'), isWide: true },
  end: { label: t('retention:column.action') },
  basis: { label: t('retention:column.basis') },
})

const factsOf = ({ t }: Visit, one: Read) => [
  { label: t('processing:fact.basis'), text: one.basis },
  { label: t('processing:fact.persons'), text: one.persons },
  { label: t('processing:fact.data'), text: one.data },
  { label: t('processing:fact.readers'), text: one.readers },
  { label: t('processing:fact.outside'), text: one.outside },
  { label: t('processing:fact.transfers'), text: one.transfers },
]

const actionsOf = (visit: Visit, on: Day): Action[] => {
  const { t } = visit
  const { roles } = staffOf(visit)
  return [
    ...(isAllowed(roles, 'exports.make')
      ? [{ label: t('processing:csv.act'), href: `${here}.csv?on=${on}`, icon: 'download', kind: 'plain' as const }, {
        label: t('processing:pdf.act'),
        href: `${here}.pdf?on=${on}`,
        icon: 'file',
        kind: 'plain' as const,
      }]
      : []),
    ...(isAllowed(roles, 'processing.set')
      ? [{ label: t('processing:settings.act'), href: `${here}/settings`, icon: 'settings', kind: 'primary' as const }]
      : []),
  ]
}

/** GET /console/processing: the register of GDPR 30, as it is or as it was on a day. */
export const showProcessing = async (visit: Visit): Promise<Answer> => {
  const { t, lang } = visit
  const on = askedOn(visit)
  const register = await readRegister(visit, on)
  const sections = (as: string) => register.activities.filter((one) => one.as === as).map((one) => ({ ...one, facts: factsOf(visit, one) }))
  return view('processing/show', {
    title: t('processing:title'),
    sentence: t('processing:sentence', { version: register.version, day: formatDay(on, lang) }),
    actions: actionsOf(visit, on),
    settings: register.settings.map(({ label, value }) => ({ label, text: value })),
    keptColumns: keptColumns(visit),
    filters: {
      action: here,
      hidden: [],
      resetHref: on === parisDay(visit.ctx.now) ? null : here,
      fields: [{
        name: 'on',
        type: 'date' as const,
        label: t('processing:on'),
        value: on,
        max: parisDay(visit.ctx.now),
        width: 'short' as const,
      }],
    },
    groups: [{ title: t('processing:as.controller'), sections: sections('controller') }, {
      title: t('processing:as.processor'),
      sections: sections('processor'),
    }],
    security: register.security,
  })
}

const paper = (visit: Visit, { version, settings, activities, security }: Register) => ({
  title: visit.t('processing:title'),
  version,
  lang: visit.lang,
  at: visit.ctx.now,
  settings: settings.map(({ label, value }) => ({ label, value })),
  securityTitle: visit.t('processing:security_title'),
  security,
  sections: activities.map((one) => ({
    heading: `${one.title} (${visit.t(`processing:as_short.${one.as}`)})`,
    intro: one.purpose,
    facts: [
      ...factsOf(visit, one).map(({ label, text }) => ({ label, value: text })),
      ...one.kept.map(({ label, rule, end, basis }) => ({
        label: visit.t('processing:fact.kept', { category: label }),
        value: `${rule} ; ${end} (${basis})`,
      })),
    ],
  })),
})

/** GET /console/processing.pdf: recorded. */
export const sendRegisterPdf = async (visit: Visit): Promise<Answer> => {
  const on = askedOn(visit)
  const bytes = await registerPdf(paper(visit, await readRegister(visit, on)))
  await exportRegister(visit.ctx, 'pdf')
  return sendFile(bytes, 'application/pdf', `${visit.t('processing:file')}-${on}.pdf`)
}

async function* linesOf(visit: Visit, { activities, version }: Register): AsyncGenerator<string> {
  yield csvLine(([
    'version',
    'as',
    'purpose',
    'text',
    'basis',
    'persons',
    'data',
    'readers',
    'outside',
    'transfers',
    'category',
    'rule',
    'end',
    'source',
  ] as const)
    .map((one) => visit.t(`processing:csv.${one}`)))
  for (const one of activities)
    for (const { label, rule, end, basis } of one.kept)
      yield csvLine([
        version,
        visit.t(`processing:as_short.${one.as}`),
        one.title,
        one.purpose,
        one.basis,
        one.persons,
        one.data,
        one.readers,
        one.outside,
        one.transfers,
        label,
        rule,
        end,
        basis,
      ])
}

/** GET /console/processing.csv: a line for each category of each purpose; recorded. */
export const exportRegisterCsv = async (visit: Visit): Promise<Answer> => {
  const on = askedOn(visit)
  const register = await readRegister(visit, on)
  await exportRegister(visit.ctx, 'csv')
  return { kind: 'csv', fileName: `${visit.t('processing:file')}-${on}.csv`, lines: linesOf(visit, register) }
}

const fieldsOf = async ({ t, ctx }: Visit): Promise<Field[]> => {
  const known = await readSettings(ctx.db, ctx.now)
  return settingNames.map((name) => ({
    name,
    label: t(`processing:setting.${name}`),
    hint: t(`processing:setting_hint.${name}`),
    value: known.get(name) ?? '',
    ...(name === 'package_days'
      ? { type: 'number' as const, width: 'tiny' as const, min: 1, max: 90, isRequired: true }
      : { type: 'textarea' as const, rows: 3, width: 'full' as const, maxlength: 2_000, isOptional: true }),
  }))
}

/** GET /console/processing/settings: what the program cannot know by itself, and what it was before. */
export const showProcessingSettings = async (
  visit: Visit,
  refused?: { errors: Record<string, string>; values: Record<string, unknown> },
): Promise<Answer> => {
  const { t, ctx } = visit
  const history = (await listSettings(ctx.db, 100)).map((row) => ({
    at: row.set_at,
    who: row.setByName ?? t('processing:by_rules'),
    what: t('processing:changed', { name: t(`processing:setting.${row.name}`) }),
    ...(row.value ? { why: row.value } : {}),
  }))
  return view('processing/settings', {
    title: t('processing:settings.title'),
    back: { href: here, label: t('processing:title') },
    sentence: t('processing:settings.sentence'),
    errors: errorLines(refused?.errors, t),
    history,
    form: {
      action: `${here}/settings`,
      hidden: [],
      fields: refill(await fieldsOf(visit), refused?.values ?? {}, refused?.errors ?? {}, t),
      submit: t('web:verb.save'),
      cancel: { label: t('web:verb.cancel'), href: here },
    },
  })
}

const settingsForm = z.object({
  controller: optionalWords(2_000),
  representative: optionalWords(2_000),
  officer: optionalWords(2_000),
  transfers: optionalWords(2_000),
  processors: optionalWords(2_000),
  package_days: optionalWords(10),
})

/** POST /console/processing/settings */
export const postProcessingSettings = async (visit: Visit): Promise<Answer> => {
  const count = await changeSettings(visit.ctx, parse(settingsForm, visit.body))
  return seeOther(here, good(count > 0 ? 'processing:flash.saved' : 'processing:flash.same', { count }))
}
