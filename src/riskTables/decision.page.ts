import { isAllowed } from '#src/kernel/permissions.ts'
import type { Field } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { previewModel } from './preview.page.ts'
import type { Preview } from './previewMoves.ts'

type Waiting = {
  proposedBy: string | null
  who: string
  reason: string
  source: string
  validFrom: string
  what: string[]
  path: string
  id: string
  /** Where the address does not say which one it is. */
  proposal?: string
}

/** What waits for a second person: what would change, who would move, and the buttons, or why there are none. */
export const decisionModel = async (
  visit: Visit,
  { proposedBy, who, reason, source, validFrom, what, path, id, proposal = '' }: Waiting,
  preview: Preview,
  refused?: { values: Record<string, unknown> },
) => {
  const { t, lang, ctx } = visit
  const isOwn = proposedBy === ctx.actor.id
  const mayDecide = isAllowed(staffOf(visit).roles, 'ratings.decide') && !isOwn
  const { effects, ...moves } = await previewModel(visit, preview)
  const field: Field = {
    name: 'reason',
    id: `reason-${id}`,
    type: 'textarea',
    rows: 2,
    width: 'full',
    maxlength: 2_000,
    label: t('web:form.reason'),
    isRequired: true,
    value: refused?.values['proposal'] ? String(refused.values['reason'] ?? '') : '',
  }
  return {
    ...moves,
    effects,
    what,
    reason,
    by: t('ratings:decide.by', { who, source }),
    missing: mayDecide ? '' : t(isOwn ? 'ratings:decide.own' : 'ratings:decide.not_officer'),
    form: {
      action: `${path}/sign`,
      intro: t('ratings:decide.intro', { from: formatDay(validFrom, lang) }),
      effects,
      undo: t('ratings:decide.undo'),
      hidden: [{ name: 'seen', value: preview.seen }, ...(proposal ? [{ name: 'proposal', value: proposal }] : [])],
      fields: [],
      submit: t('ratings:decide.submit'),
      isDangerous: false,
      cancel: { label: t('web:verb.cancel'), href: '/console/ratings' },
    },
    decline: mayDecide ? { action: `${path}/decline`, proposal, field, isOpen: field.value !== '' } : null,
    withdraw: isOwn ? { label: t('ratings:decide.withdraw'), post: `${path}/withdraw`, kind: 'quiet' } : null,
  }
}
