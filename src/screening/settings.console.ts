import { z } from 'zod'
import { isAllowed } from '#src/kernel/permissions.ts'
import { here as room, scoreText } from '#src/hits/hitWords.page.ts'
import type { Refused } from '#src/hits/hitForms.page.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { barsModel } from '#src/web/chart.ts'
import { errorLines, refill, type Columns, type Effect, type Field } from '#src/web/components.ts'
import { line, optionalLine, parse, words } from '#src/web/fields.ts'
import { formatNumber } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { confirmSettings, declineSettings, proposeSettings } from './changeSettings.ts'
import { countScreened, measureThresholds } from './searches.sql.ts'
import { measuredLevels, type Settings } from './settings.ts'
import { findProposedSettings, findSettings, listSettings, type SettingsRow } from './settings.sql.ts'

const here = `${room}/settings`

const effectColumns = ({ t }: Visit): Columns => ({
  level: { label: t('screening:settings.level'), isLead: true, isWide: true },
  pairs: { label: t('screening:settings.pairs'), isNumber: true },
  people: { label: t('screening:settings.people'), isNumber: true },
  share: { label: t('screening:settings.share'), isNumber: true },
})
const versionColumns = ({ t }: Visit): Columns => ({
  at: { label: t('web:word.date'), isLead: true, isWide: true },
  what: { label: t('screening:settings.values') },
  by: { label: t('screening:settings.by') },
  state: { label: t('web:word.state') },
})

const inHundredths = (bps: number): string => (bps / 10_000).toFixed(2).replace('.', ',')
const twoPeople = ({ t }: Visit, bps: number): string => (bps > 10_000 ? t('screening:settings.never') : inHundredths(bps))

const fieldsOf = ({ t }: Visit, { alertBps, urgentBps, twoPeopleBps, secondLookBps, alertLookBps }: Settings): Field[] => {
  const score = (name: string, value: string, hint: string): Field => ({
    name,
    type: 'text',
    inputmode: 'decimal',
    label: t(`screening:settings.${name}`),
    hint: t(hint),
    value,
    width: 'tiny',
    isRequired: true,
    maxlength: 5,
    autocomplete: 'off',
  })
  return [
    score('alert', inHundredths(alertBps), 'screening:settings.alert_hint'),
    score('urgent', inHundredths(urgentBps), 'screening:settings.urgent_hint'),
    {
      ...score('two_people', twoPeopleBps > 10_000 ? '' : inHundredths(twoPeopleBps), 'screening:settings.two_people_hint'),
      isRequired: false,
      isOptional: true,
    },
    {
      name: 'second_look',
      type: 'text',
      inputmode: 'decimal',
      label: t('screening:settings.second_look'),
      hint: t('screening:settings.second_look_hint'),
      value: String(secondLookBps / 100).replace('.', ','),
      width: 'tiny',
      suffix: '%',
      isRequired: true,
      maxlength: 5,
      autocomplete: 'off',
    },
    {
      name: 'alert_look',
      type: 'text',
      inputmode: 'decimal',
      label: t('screening:settings.alert_look'),
      hint: t('screening:settings.alert_look_hint'),
      value: alertLookBps === null ? '' : String(alertLookBps / 100).replace('.', ','),
      width: 'tiny',
      suffix: '%',
      isOptional: true,
      maxlength: 5,
      autocomplete: 'off',
    },
    {
      name: 'reason',
      type: 'textarea',
      rows: 3,
      width: 'full',
      maxlength: 2_000,
      label: t('web:form.reason'),
      value: '',
      isRequired: true,
    },
  ]
}

const valuesText = (visit: Visit, row: Settings): string =>
  visit.t('screening:settings.all', {
    alert: inHundredths(row.alertBps),
    urgent: inHundredths(row.urgentBps),
    two: twoPeople(visit, row.twoPeopleBps),
    look: formatNumber(row.secondLookBps / 100, visit.lang),
    alerts: formatNumber((row.alertLookBps ?? row.secondLookBps) / 100, visit.lang),
  })

const tones = { proposed: 'waiting', in_force: 'good', past: 'neutral', declined: 'neutral' } as const
const versionRows = async (visit: Visit, rows: readonly SettingsRow[]) => {
  const names = await namesOfStaff(
    visit.ctx.db,
    rows.flatMap(({ proposedBy, decidedBy }) => [proposedBy, decidedBy].filter((id): id is string => id !== null)),
  )
  return rows.map((row) => ({
    at: row.decidedAt ?? row.proposedAt,
    what: valuesText(visit, row),
    by: [row.proposedBy, row.decidedBy].map((id) => (id ? (names.get(id) ?? id) : '')).filter(Boolean).join(', ') ||
      visit.t('screening:engine'),
    reason: row.reason,
    chip: { tone: tones[row.state], label: visit.t(`screening:settings.state.${row.state}`) },
  }))
}

const proposalOf = async (visit: Visit, proposed: SettingsRow | null, now: SettingsRow) => {
  if (!proposed) return null
  const { t, ctx, lang } = visit
  const countAt = async (bps: number): Promise<number> => (await measureThresholds(ctx.db, [bps]))[0]!.pairs
  const [before, after] = [await countAt(now.alertBps), await countAt(proposed.alertBps)]
  const isOwn = proposed.proposedBy === ctx.actor.id
  const effects: Effect[] = [{
    figure: `${formatNumber(before, lang)} → ${formatNumber(after, lang)}`,
    text: t('screening:settings.effect_pairs'),
  }, { figure: t('screening:effect.then'), text: t('screening:settings.effect_run') }]
  const may = isAllowed(staffOf(visit).roles, 'screening.decide')
  return {
    text: valuesText(visit, proposed),
    reason: proposed.reason,
    missing: isOwn ? t('screening:missing.own') : may ? '' : t('screening:missing.officer'),
    form: {
      action: `${here}/confirm`,
      intro: t('screening:settings.confirm_intro'),
      effects,
      hidden: [{ name: 'id', value: proposed.id }],
      fields: [],
      submit: t('screening:settings.confirm'),
      isDangerous: false,
      cancel: { label: t('web:verb.cancel'), href: here },
    },
    decline: { action: `${here}/decline`, id: proposed.id },
  }
}

/**
 * GET /console/screening/settings: the thresholds, what others would raise, as counted on what is stored; and the change that waits for a
 * second person.
 */
export const showScreeningSettings = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx, lang } = visit
  const [now, proposed, { people }] = [await findSettings(ctx.db), await findProposedSettings(ctx.db), await countScreened(ctx.db)]
  const levels = await measureThresholds(ctx.db, [...new Set([...measuredLevels, now.alertBps])].sort((a, b) => a - b))
  const may = isAllowed(staffOf(visit).roles, 'screening.decide')
  return view('screening/settings', {
    title: t('screening:settings.title'),
    back: { href: room, label: t('screening:title') },
    sentence: valuesText(visit, now),
    errors: errorLines(refused?.errors, t),
    effectColumns: effectColumns(visit),
    effects: levels.map(({ bps, pairs, people: some }) => ({
      level: scoreText(visit, bps),
      isNow: bps === now.alertBps,
      pairs: formatNumber(pairs, lang),
      people: formatNumber(some, lang),
      share: people > 0 ? `${formatNumber((100 * some) / people, lang, 2)} %` : '–',
    })),
    chart: barsModel({
      label: t('screening:settings.chart'),
      bars: levels.map(({ bps, pairs }) => ({
        label: scoreText(visit, bps),
        value: pairs,
        title: t('screening:settings.bar', { level: scoreText(visit, bps), count: pairs }),
        tone: bps === now.alertBps ? 'warning' : 'plain',
      })),
      marks: [],
      written: (value) => formatNumber(value, lang),
    }),
    note: t('screening:settings.note', { people: formatNumber(people, lang) }),
    proposal: await proposalOf(visit, proposed, now),
    form: may && !proposed
      ? { action: `${here}/propose`, fields: refill(fieldsOf(visit, now), refused?.values ?? {}, refused?.errors ?? {}, t) }
      : null,
    why: may ? '' : t('screening:missing.officer'),
    versions: await versionRows(visit, await listSettings(ctx.db)),
    versionColumns: versionColumns(visit),
  })
}

const bpsIn = (text: string): number => (/^[01][.,]?\d{0,4}$/.test(text) ? Math.round(Number(text.replace(',', '.')) * 10_000) : Number.NaN)
const shareIn = (
  text: string,
): number => (/^\d{1,3}([.,]\d{1,2})?$/.test(text) ? Math.round(Number(text.replace(',', '.')) * 100) : Number.NaN)
const never = 10_001
const form = z.object({
  alert: line(5),
  urgent: line(5),
  two_people: z.string().trim().max(5).catch(''),
  second_look: line(6),
  alert_look: optionalLine(6),
  reason: words(2_000),
})

/** POST /console/screening/settings/propose */
export const postProposeScreening = async (visit: Visit): Promise<Answer> => {
  const said = parse(form, visit.body)
  await proposeSettings(visit.ctx, {
    alertBps: bpsIn(said.alert),
    urgentBps: bpsIn(said.urgent),
    twoPeopleBps: said.two_people === '' ? never : bpsIn(said.two_people),
    secondLookBps: shareIn(said.second_look),
    alertLookBps: said.alert_look === '' ? null : shareIn(said.alert_look),
    reason: said.reason,
  })
  return seeOther(here, good('screening:flash.settings_proposed'))
}

const idForm = z.object({ id: line(40) })

/** POST /console/screening/settings/confirm */
export const postConfirmScreening = async (visit: Visit): Promise<Answer> => {
  await confirmSettings(visit.ctx, parse(idForm, visit.body).id)
  return seeOther(here, good('screening:flash.settings_confirmed'))
}

/** POST /console/screening/settings/decline */
export const postDeclineScreening = async (visit: Visit): Promise<Answer> => {
  await declineSettings(visit.ctx, parse(idForm, visit.body).id)
  return seeOther(here, good('screening:flash.settings_declined'))
}
