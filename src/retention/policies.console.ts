import { parisDay } from '#src/kernel/calendar.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Columns, Figure } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { compare } from './change.ts'
import { categories, policyOn, isAwaitingOfficer, type Category, type Policy } from './policy.ts'
import { listProposed, listSigned } from './policies.sql.ts'
import { confidenceChip, ruleText } from './policyWords.page.ts'
import { isCounted, listBegun } from './records.sql.ts'

const columnsOf = ({ t }: Visit): Columns => ({
  category: { label: t('retention:column.category'), isLead: true, isWide: true },
  rule: { label: t('retention:column.rule') },
  action: { label: t('retention:column.action'), isSpare: true },
  records: { label: t('retention:column.records'), isNumber: true },
  due: { label: t('retention:column.due'), isNumber: true },
  state: { label: t('retention:column.state') },
})

const countsOf = async (visit: Visit, policy: Policy): Promise<{ records: string; due: string }> => {
  const { ctx } = visit
  if (!isCounted(policy.category)) return { records: '—', due: '—' }
  const { records, due } = compare(await listBegun(ctx.db, policy.category), policy, policy, parisDay(ctx.now))
  return { records: String(records), due: String(due) }
}

const rowOf = async (visit: Visit, policy: Policy, proposed: ReadonlySet<string>) => ({
  href: `/console/retention/${policy.category}`,
  category: visit.t(`retention:category.${policy.category}`),
  rule: ruleText(visit, policy),
  action: visit.t(`retention:action.${policy.action}`),
  ...(await countsOf(visit, policy)),
  chip: proposed.has(policy.category) ? { tone: 'waiting' as const, label: visit.t('retention:proposed') } : confidenceChip(visit, policy),
})

const figuresOf = ({ t }: Visit, policies: readonly Policy[], waiting: number): Figure[] => [
  { label: t('retention:figure.categories'), value: String(policies.length), note: t('retention:figure.categories_note') },
  {
    label: t('retention:figure.awaiting'),
    value: String(policies.filter(isAwaitingOfficer).length),
    note: t('retention:figure.awaiting_note'),
    tone: 'warning',
  },
  {
    label: t('retention:figure.proposed'),
    value: String(waiting),
    note: t('retention:figure.proposed_note'),
    tone: waiting > 0 ? 'warning' : 'neutral',
  },
]

/** GET /console/retention: how long each category of data is kept, on what ground, and how much of it there is. */
export const showPolicies = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  const [signed, proposed] = await Promise.all([listSigned(ctx.db), listProposed(ctx.db)])
  const policies = categories.map((category: Category) => policyOn(signed, category, parisDay(ctx.now)))
  const waiting = new Set(proposed.map(({ category }) => category))
  const rows = []
  for (const policy of policies) rows.push(await rowOf(visit, policy, waiting))
  return view('retention/list', {
    title: t('retention:title'),
    sentence: t('retention:sentence'),
    figures: figuresOf(visit, policies, proposed.length),
    columns: columnsOf(visit),
    rows,
    actions: [{ label: t('retention:why.ask'), href: '/console/retention/why', icon: 'search', kind: 'plain' }],
  })
}
