import { isAllowed } from '#src/kernel/permissions.ts'
import { openSteps } from '#src/kernel/lifecycle.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import type { Action, Chip, Columns, Fact, Field, Figure } from '#src/web/components.ts'
import { formatNumber } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import type { Absence } from './absence.sql.ts'
import { areSameBooks, type Books } from './books.sql.ts'
import type { Category, Policy } from './policy.ts'
import { purgeLifecycle, type PurgeState } from './purge.ts'
import type { Counts, GroundCount, listPurges, PurgeRow, Reach } from './purges.sql.ts'

export type Refused = { errors: Record<string, string>; values: Record<string, unknown> }
export type OnePurge = { category: Category; policy: Policy; open: PurgeRow | null; firstRun: PurgeRow | null; reach: Reach }

export const pathOf = (category: Category): string => `/console/retention/${category}/purge`

/** What is held on a secret ground is known to the circle alone; in no figure. */
export const isInCircle = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'holds.secret')

const tones = {
  previewed: 'waiting',
  signed_once: 'waiting',
  signed_twice: 'waiting',
  running: 'waiting',
  done: 'good',
  refused: 'neutral',
  expired: 'neutral',
} as const satisfies Record<PurgeState, Chip['tone']>
export const purgeChip = ({ t }: Pick<Visit, 't'>, state: PurgeState): Chip => ({
  tone: tones[state],
  label: t(`retention:purge_state.${state}`),
})

export const figuresOf = (visit: Visit, { over, going, held, kept }: Counts): Figure[] => {
  const { t, lang } = visit
  const figure = (key: string, count: number, tone: Figure['tone'] = 'neutral'): Figure => ({
    label: t(`retention:purge.figure.${key}`),
    value: formatNumber(count, lang),
    note: t(`retention:purge.figure.${key}_note`),
    tone,
  })
  const rest = isInCircle(visit)
    ? [figure('held', held, held > 0 ? 'warning' : 'neutral'), figure('kept', kept)]
    : [figure('protected', held + kept)]
  return [figure('over', over), figure('going', going, going > 0 ? 'warning' : 'good'), ...rest]
}

export const byGround = ({ t, lang }: Visit, grounds: readonly GroundCount[]): Fact[] =>
  grounds.map(({ ground, count }) => ({ label: t(`retention:ground.${ground}`), text: formatNumber(count, lang) }))

const factsOf = async ({ t, ctx, lang }: Visit, open: PurgeRow): Promise<Fact[]> => {
  const names = await namesOfStaff(
    ctx.db,
    [open.opened_by, open.first_signed_by, open.second_signed_by].filter((id): id is string => id !== null),
  )
  const signed = (
    by: string | null,
    at: Date | null,
  ): Fact[] => (by && at ? [{ label: t('retention:purge.signed_by'), at, note: names.get(by) ?? by }] : [])
  return [
    { label: t('retention:purge.on_day'), day: open.on_day },
    { label: t('retention:purge.opened'), at: open.opened_at, note: names.get(open.opened_by) ?? t('retention:purge.by_job') },
    ...(open.list_hash
      ? [{ label: t('retention:purge.listed'), text: formatNumber(open.list_count, lang) }, {
        label: t('retention:purge.hash'),
        text: open.list_hash.toString('hex'),
      }]
      : []),
    ...signed(open.first_signed_by, open.first_signed_at),
    ...signed(open.second_signed_by, open.second_signed_at),
    ...(open.started_at
      ? [{ label: t('retention:purge.started'), at: open.started_at }, {
        label: t('retention:purge.erased'),
        text: formatNumber(open.erased_count, lang),
      }]
      : []),
  ]
}

const reasonField = ({ t }: Visit, refused: Refused | undefined): Field => ({
  name: 'reason',
  type: 'textarea',
  rows: 3,
  width: 'full',
  maxlength: 2_000,
  label: t('web:form.reason'),
  isRequired: true,
  value: String(refused?.values['reason'] ?? ''),
  ...(refused?.errors['reason'] ? { error: t(refused.errors['reason']) } : {}),
})

/** Why one cannot sign here; empty where one can. */
const missingOf = ({ t, ctx }: Visit, open: PurgeRow): string => {
  if (open.state === 'signed_twice') return t('retention:purge.signed_twice')
  if (open.state === 'running') return t('retention:purge.runs')
  if (openSteps(purgeLifecycle, open.state, ctx.actor).length === 0) return t('retention:decide.not_officer')
  return open.state === 'signed_once' && open.first_signed_by === ctx.actor.id ? t('retention:purge.own') : ''
}

const signForm = (visit: Visit, { category }: OnePurge, open: PurgeRow) => {
  const { t, lang } = visit
  const isSecond = open.state === 'signed_once'
  return {
    action: `${pathOf(category)}/sign`,
    intro: t(isSecond ? 'retention:purge.sign_intro_second' : 'retention:purge.sign_intro'),
    effects: [
      { figure: formatNumber(open.list_count, lang), text: t('retention:purge.effect', { count: open.list_count }), tone: 'bad' as const },
      { figure: t('retention:purge.held_figure'), text: t('retention:purge.held_effect') },
      { figure: t('retention:purge.later_figure'), text: t('retention:purge.later_effect') },
    ],
    undo: t('retention:purge.no_undo'),
    hidden: [{ name: 'seen', value: open.list_hash!.toString('hex') }],
    fields: [],
    submit: t('retention:purge.sign'),
    isDangerous: isSecond,
    cancel: { label: t('web:verb.cancel'), href: `/console/retention/${category}` },
  }
}

const mayDecide = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'retention.decide')

const previewAction = (visit: Visit, { category }: OnePurge, isAgain: boolean): Action => {
  const label = visit.t(isAgain ? 'retention:purge.preview_again' : 'retention:purge.preview')
  return mayDecide(visit)
    ? { label, post: `${pathOf(category)}/preview`, icon: 'eye', kind: isAgain ? 'plain' : 'primary' }
    : { label, reason: visit.t('retention:decide.not_officer') }
}

/** What can be done now: sign the list, refuse it, ask for one; or why nothing can. */
export const actOf = async (visit: Visit, one: OnePurge, { going }: Counts, refused: Refused | undefined) => {
  const { t } = visit
  const { open } = one
  if (!open) {
    if (one.firstRun) return { facts: [], note: t('retention:purge.by_itself'), actions: [] }
    return {
      facts: [],
      note: t(going > 0 ? 'retention:purge.never_signed' : 'retention:purge.nothing_text'),
      actions: going > 0 ? [previewAction(visit, one, false)] : [],
    }
  }
  const missing = missingOf(visit, open)
  const mayRefuse = openSteps(purgeLifecycle, open.state, visit.ctx.actor).includes('refuse')
  const isWaiting = open.state === 'previewed' || open.state === 'signed_once'
  return {
    facts: await factsOf(visit, open),
    note: missing,
    form: missing ? null : signForm(visit, one, open),
    actions: isWaiting && mayDecide(visit) ? [previewAction(visit, one, true)] : [],
    refuse: mayRefuse
      ? { action: `${pathOf(one.category)}/refuse`, field: reasonField(visit, refused), isOpen: Boolean(refused?.errors['reason']) }
      : null,
  }
}

export const runColumns = ({ t }: Visit): Columns => ({
  run: { label: t('retention:purge.run'), isLead: true },
  version: { label: t('retention:column.version') },
  erased: { label: t('retention:purge.erased'), isNumber: true },
  proof: { label: t('retention:purge.proof') },
  state: { label: t('retention:column.state') },
  certificate: { label: t('retention:purge.certificate') },
})

const proofOf = ({ t }: Visit, { absence, books_before: before, books_after: after }: PurgeRow): Chip | null => {
  if (!absence || !before || !after) return null
  if (!areSameBooks(before as Books, after as Books)) return { tone: 'bad', label: t('retention:purge.books_differ') }
  return (absence as Absence).remaining === 0
    ? { tone: 'good', label: t('retention:purge.proved') }
    : { tone: 'bad', label: t('retention:purge.not_proved') }
}

export const runRows = async (visit: Visit, runs: Awaited<ReturnType<typeof listPurges>>) =>
  runs.map((row) => ({
    at: row.ended_at ?? row.opened_at,
    version: String(row.version),
    erased: formatNumber(row.erased_count, visit.lang),
    proof: proofOf(visit, row),
    chip: purgeChip(visit, row.state),
    href: row.certificateId ? `/console/retention/${row.category}/purges/${row.id}/certificate` : null,
    signature: row.certificateId ? `/console/retention/${row.category}/purges/${row.id}/signature` : null,
  }))
