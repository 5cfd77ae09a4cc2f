import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { findMerchant, type MerchantRow } from '#src/merchants/merchants.sql.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Columns, Fact, HistoryEntry } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import { hasText } from '#src/web/i18n.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { isSecret, isLiving, oppositionEnds, titles } from './hold.ts'
import { holdChip, holdPath, isInCircle, mayDecide, money, nameOf, type Refused } from './holdWords.page.ts'
import { findHold, listActs, listSlices, type HoldRow, type SliceRow } from './holds.sql.ts'
import { noteHoldRead } from './noteHold.ts'

export type OneHold = { hold: HoldRow; merchant: MerchantRow }

/** 404 also to whoever may not know of it: what is not there and what is not his look the same. */
export const holdOfPath = async (visit: Visit): Promise<OneHold> => {
  const id = param(visit, 'id')
  const hold = isId('hold', id) ? await findHold(visit.ctx.db, id) : null
  const merchant = hold && (!isSecret(hold.title) || isInCircle(visit)) ? await findMerchant(visit.ctx.db, hold.merchant_id) : null
  if (!hold || !merchant) throw notFound()
  return { hold, merchant }
}

/** Two counts, since the law and the banks do not count the same days (CAL-07); what we keep we keep for the later. */
const oppositionFacts = ({ t, lang }: Visit, { notified_on: notifiedOn }: HoldRow): Fact[] => {
  if (!notifiedOn) return []
  const { mondayToFriday, mondayToSaturday } = oppositionEnds(notifiedOn)
  return [
    { label: t('holds:fact.notified'), day: notifiedOn },
    {
      label: t('holds:fact.opposition_ends'),
      day: mondayToFriday,
      note: t('holds:fact.other_count', { day: formatDay(mondayToSaturday, lang) }),
    },
  ]
}

export const holdFacts = (visit: Visit, { hold, merchant }: OneHold): Fact[] => {
  const { t } = visit
  return [
    { label: t('holds:column.merchant'), text: nameOf(visit, merchant.name), href: `/console/merchants/${merchant.id}` },
    { label: t('holds:fact.basis'), text: t(`holds:basis.${titles[hold.title].basis}`) },
    { label: t('holds:fact.account'), text: t(`holds:account.${titles[hold.title].account}`) },
    ...(hold.reference ? [{ label: t('holds:fact.reference'), text: hold.reference }] : []),
    ...(hold.clause_version ? [{ label: t('holds:fact.clause'), text: hold.clause_version, isMono: true }] : []),
    ...(hold.secured_claims ? [{ label: t('holds:fact.claims'), text: hold.secured_claims }] : []),
    hold.release_on
      ? { label: t('holds:fact.release'), day: hold.release_on }
      : { label: t('holds:fact.release'), text: t('holds:no_term') },
    ...oppositionFacts(visit, hold),
    { label: t('holds:fact.grounds'), text: hold.grounds },
    ...(hold.breach_id
      ? [{ label: t('holds:fact.breach'), text: t('breaches:act.terminate'), href: `/console/breaches/${hold.breach_id}` }]
      : []),
  ]
}

/** What this person may do now; where he might expect to and may not, why. */
export const holdActions = (visit: Visit, { hold }: OneHold): Action[] => {
  const { t, ctx } = visit
  if (!mayDecide(visit)) return []
  const path = holdPath(hold)
  const mine = hold.state === 'proposed' ? hold.proposed_by : hold.release_proposed_by
  if (hold.state === 'active')
    return hold.left_cents > 0 || isSecret(hold.title)
      ? [{ label: t('holds:act.propose_release'), href: `${path}/propose-release`, icon: 'arrow-right', kind: 'plain' }]
      : []
  if (hold.state !== 'proposed' && hold.state !== 'release_proposed') return []
  if (mine === ctx.actor.id) return [{ label: t('holds:act.decide'), reason: t('holds:missing.own_proposal') }]
  return [{
    label: t('holds:act.decide'),
    href: `${path}/${hold.state === 'proposed' ? 'confirm' : 'confirm-release'}`,
    icon: 'check',
    kind: 'primary',
  }]
}

/** A job by the name the history gives it. */
const whoOf = ({ t, lang }: Visit, { actor_kind: kind, actor_id: id }: { actor_kind: string; actor_id: string }): string =>
  kind === 'system' && hasText(lang, `audit:job.${id}`) ? t(`audit:job.${id}`) : t(`audit:actor.${kind}`, { name: id })

const actLine = (visit: Visit, hold: HoldRow, one: Awaited<ReturnType<typeof listActs>>[number]): HistoryEntry => ({
  at: one.at,
  who: one.actorName ?? whoOf(visit, one),
  what: visit.t(`holds:done.${one.act}`, {
    amount: one.amount_cents === null ? visit.t('holds:all_of_it') : money(visit, one.amount_cents, hold.currency),
  }),
  ...(one.words ? { why: one.words } : {}),
})

const sliceColumns = ({ t }: Visit): Columns => ({
  taken: { label: t('holds:slice.taken'), isLead: true },
  amount: { label: t('holds:slice.amount'), isNumber: true },
  left: { label: t('holds:slice.left'), isNumber: true },
  release: { label: t('holds:column.release') },
})
const sliceRow = (slice: SliceRow, currency: string) => ({
  takenAt: slice.taken_at,
  amount: slice.amount_cents,
  left: slice.left_cents,
  currency: currency.toUpperCase(),
  releaseOn: slice.release_on,
})

const noticeOf = (visit: Visit, { hold }: OneHold) => {
  if (hold.waits_for && isLiving(hold.state))
    return { tone: 'bad', title: visit.t('holds:waits.title'), text: visit.t(`holds:waits.${hold.waits_for}`) }
  return isSecret(hold.title) ? { tone: 'warning', text: visit.t('holds:secret_notice') } : null
}

/** What stood in the way of an act that was refused. */
const lostOf = ({ t }: Visit, refused?: Refused) => {
  const code = /^errors:([a-z_]+)\.text$/.exec(refused?.errors['form'] ?? '')?.[1]
  return code ? { tone: 'warning', title: t(`errors:${code}.title`), text: t(`errors:${code}.text`) } : null
}

/** The page of a hold, once more as it now is where an act on it was refused. */
export const drawHold = async (visit: Visit, one: OneHold, refused?: Refused): Promise<Answer> => {
  const { ctx, t } = visit
  const { hold } = one
  const [slices, acts] = [await listSlices(ctx.db, hold.id), await listActs(ctx.db, hold.id)]
  return view('holds/show', {
    title: t(`holds:title.${hold.title}`),
    back: { href: '/console/holds', label: t('holds:title_all') },
    id: hold.id,
    chip: holdChip(visit, hold),
    sentence: t(`holds:stand.${hold.state}`, { amount: money(visit, hold.left_cents, hold.currency) }),
    actions: holdActions(visit, one),
    notice: noticeOf(visit, one),
    lost: lostOf(visit, refused),
    facts: holdFacts(visit, one),
    slices: slices.map((slice) => sliceRow(slice, hold.currency)),
    columns: sliceColumns(visit),
    acts: acts.map((act) => actLine(visit, hold, act)),
  })
}

/**
 * GET /console/holds/:id: what is kept, under which title, of what it is made and what was done with it. Reading a title of the closed
 * circle is recorded (AML-11).
 */
export const showHold = async (visit: Visit): Promise<Answer> => {
  const one = await holdOfPath(visit)
  if (isSecret(one.hold.title)) await noteHoldRead(visit.ctx, one.hold)
  return drawHold(visit, one)
}
