import type { Chip, Columns } from '#src/web/components.ts'
import { formatDay, formatNumber } from '#src/web/formats.ts'
import type { OneRequest } from '#src/rights/oneRequest.page.ts'
import { requestPath } from '#src/rights/rightsWords.page.ts'
import type { Visit } from '#src/web/visit.ts'
import { findCertificateOf } from './certificates.sql.ts'
import type { Plan, PlanLine } from './plan.ts'
import { planErasure } from './planErasure.sql.ts'

export const planColumns = ({ t }: Visit): Columns => ({
  category: { label: t('rights:erasure.category'), isLead: true },
  goes: { label: t('rights:erasure.goes'), isNumber: true },
  stays: { label: t('rights:erasure.stays'), isNumber: true },
  ground: { label: t('rights:erasure.ground'), isWide: true },
  until: { label: t('rights:erasure.until') },
})

const groundOf = ({ t }: Visit, { why, basis, grounds }: PlanLine): string => {
  if (why === null) return t('rights:erasure.all_goes')
  const holds = grounds.map((ground) => t(`retention:ground.${ground}`)).join(', ')
  return [
    t(`rights:erasure.why.${why}`, { basis }),
    ...(why !== 'hold' && holds ? [t('rights:erasure.also_held', { holds })] : why === 'hold' ? [holds] : []),
  ]
    .join(' · ')
}

const untilOf = ({ t, lang }: Visit, { why, until, origin }: PlanLine): string =>
  why === null || why === 'source'
    ? '–'
    : why === 'hold'
    ? t('rights:erasure.until_lifted')
    : until
    ? formatDay(until, lang)
    : t('rights:erasure.not_begun', { origin: t(`retention:origin.${origin}`) })

export const planRows = (visit: Visit, { lines }: Plan) =>
  lines.map((line) => ({
    category: visit.t(`retention:category.${line.category}`),
    href: `/console/retention/${line.category}`,
    goes: line.goes > 0 ? formatNumber(line.goes, visit.lang) : '–',
    stays: line.stays > 0 ? formatNumber(line.stays, visit.lang) : '–',
    ground: groundOf(visit, line),
    until: untilOf(visit, line),
  }))

const chips: Record<'proposed' | 'executed' | 'declined', Chip['tone']> = { proposed: 'waiting', executed: 'good', declined: 'neutral' }

/** An erasure: what would go and stay today, or what was proposed, done, declined; null for any other request. */
export const erasureModel = async (visit: Visit, { request, erasure, subjects, isLiving, mayHandle, mayDecide }: OneRequest) => {
  if (request.kind !== 'erasure') return null
  const { t, ctx } = visit
  const path = `${requestPath(request)}/erasure`
  const isDone = erasure?.state === 'executed'
  const plan = isDone
    ? (erasure.plan as unknown as Plan)
    : subjects.length > 0 && isLiving
    ? await planErasure(ctx.db, subjects.map(({ id }) => id), ctx.now)
    : null
  const isOpen = isLiving && request.state === 'in_progress' && subjects.length > 0
  const hasCertificate = isDone && (await findCertificateOf(ctx.db, erasure.id)) !== null
  const acts = hasCertificate ?
    [{ label: t('rights:erasure.certificate'), href: `${path}/certificate`, icon: 'file-text' }, {
      label: t('rights:erasure.signature'),
      href: `${path}/signature`,
      icon: 'download',
    }] :
    !isOpen || isDone ?
    [] :
    erasure?.state === 'proposed'
    ? [
      mayDecide && erasure.proposed_by !== ctx.actor.id
        ? { label: t('rights:erasure.decide'), href: `${path}/decide`, kind: 'primary' as const, icon: 'check' }
        : {
          label: t('rights:erasure.decide'),
          reason: t(erasure.proposed_by === ctx.actor.id ? 'rights:erasure.own' : 'rights:erasure.not_officer'),
        },
    ]
    : mayHandle
    ? [{ label: t('rights:erasure.propose'), href: path, kind: 'primary' as const, icon: 'x' }]
    : []
  return {
    columns: planColumns(visit),
    rows: plan ? planRows(visit, plan) : [],
    acts,
    chip: erasure ? { tone: chips[erasure.state], label: t(`rights:erasure.state.${erasure.state}`) } : null,
    text: t(isDone ? 'rights:erasure.done_text' : 'rights:erasure.preview_text'),
    declined: erasure?.state === 'declined' ? (erasure.decline_reason ?? '') : '',
    waiting: plan ? '' : t(subjects.length === 0 ? 'rights:erasure.needs_subject' : 'rights:erasure.nothing'),
  }
}
