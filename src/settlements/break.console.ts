import { z } from 'zod'
import { historyWords } from '#src/audit/historyWords.page.ts'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import { tellEvent } from '#src/audit/tellEvent.ts'
import { correctionsAbout } from '#src/corrections/correctionsAbout.page.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { resolveBankBreak } from '#src/payouts/resolveBankBreak.ts'
import { findStaff } from '#src/staff/staff.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Field } from '#src/web/components.ts'
import { parse, words } from '#src/web/fields.ts'
import { formatInstant } from '#src/web/formats.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { readBreak, type Break } from './breakFacts.page.ts'
import { reasonChip } from './breaks.console.ts'
import { resolveBreak } from './resolveBreak.ts'

type Refused = { values: Record<string, unknown>; errors: Record<string, string> }

const longestReason = 2_000
const shownEvents = 20

const isOfBank = (id: string): boolean => isId('bans', id)

/** Who closed it, when, and in which words. */
const resolvedOf = async ({ ctx, t, lang }: Visit, { resolvedAt, resolvedBy }: Break) => {
  if (!resolvedAt) return null
  const who = (resolvedBy && (await findStaff(ctx.db, resolvedBy))?.name) || (resolvedBy ?? '')
  return {
    who,
    when: formatInstant(resolvedAt, lang),
    text: t('settlements:break.resolved', { who, when: formatInstant(resolvedAt, lang) }),
  }
}

/** Why it waits; of one that waits no more, what became of it. */
const headOf = (visit: Visit, { healedAt, reason }: Break, isResolved: boolean) => {
  const { t } = visit
  if (healedAt) return { chip: { tone: 'good' as const, label: t('settlements:outcome.healed') }, sentence: '' }
  return {
    chip: isResolved ? { tone: 'good' as const, label: t('settlements:outcome.resolved') } : reasonChip(visit, reason),
    sentence: t(`settlements:reason_text.${reason}`),
  }
}

/** Somebody was quicker: who, when; what had been typed stays before whoever typed it. */
const lostOf = ({ t }: Visit, resolved: { who: string; when: string } | null, refused?: Refused) => {
  if (!resolved || refused?.errors['form'] !== 'errors:break_is_resolved.text') return null
  return { text: t('settlements:break.lost_text', resolved), written: String(refused.values['reason'] ?? '').trim() }
}

const formOf = ({ t }: Visit, refused?: Refused) => {
  const fields: Field[] = [{
    name: 'reason',
    type: 'textarea',
    label: t('settlements:break.reason'),
    hint: t('settlements:break.reason_hint'),
    isRequired: true,
    maxlength: longestReason,
    rows: 4,
  }]
  return {
    fields: refused ? refill(fields, refused.values, refused.errors, t) : fields,
    errors: errorLines(refused?.errors, t),
  }
}

const historyOf = async (visit: Visit, id: string) => {
  const { entries } = await readHistory(visit.ctx.db, { subjectId: id }, { limit: shownEvents })
  return entries.map((one) => tellEvent(one, historyWords(visit)))
}

const found = async (visit: Visit, id: string): Promise<Break> => {
  const { roles } = staffOf(visit)
  const one = isOfBank(id) && !isAllowed(roles, 'payouts.read') ? null : await readBreak(visit, id)
  if (!one) throw notFound()
  return one
}

/** GET /console/breaks/:id: what the line says, beside what we know. */
export const showBreak = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const id = param(visit, 'id')
  const one = await found(visit, id)
  const resolved = await resolvedOf(visit, one)
  const lost = lostOf(visit, resolved, refused)
  return view('settlements/break', {
    title: t('settlements:break.title', { what: one.what }),
    back: { href: `/console/breaks${isOfBank(id) ? '?of=answers' : ''}`, label: t('settlements:break.back') },
    id,
    ...headOf(visit, one, resolved !== null),
    healed: one.healedAt ? t('settlements:break.healed', { when: formatInstant(one.healedAt, visit.lang) }) : '',
    saidTitle: t(`settlements:break.${isOfBank(id) ? 'said_bank' : 'said'}`),
    said: one.said,
    known: one.known,
    resolved: resolved?.text ?? '',
    resolution: one.resolution ?? '',
    lost,
    mayResolve: isAllowed(staffOf(visit).roles, 'breaks.resolve'),
    action: `/console/breaks/${id}/resolve`,
    ...formOf(visit, lost ? undefined : refused),
    history: await historyOf(visit, id),
    corrections: await correctionsAbout(visit, id, { cents: one.cents, currency: one.currency, isOver: one.healedAt !== null }),
  })
}

const resolution = z.object({ reason: words(longestReason) })

/** POST /console/breaks/:id/resolve. */
export const resolve = async (visit: Visit): Promise<Answer> => {
  const id = param(visit, 'id')
  await found(visit, id)
  await (isOfBank(id) ? resolveBankBreak : resolveBreak)(visit.ctx, id, parse(resolution, visit.body))
  return seeOther(`/console/breaks${isOfBank(id) ? '?of=answers' : ''}`, good('settlements:break.done'))
}
