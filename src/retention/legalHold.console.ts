import { z } from 'zod'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { openSteps } from '#src/kernel/lifecycle.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Action, type Fact, type Field } from '#src/web/components.ts'
import { line, parse, proposalSeen, words } from '#src/web/fields.ts'
import { csvLine } from '#src/web/csv.ts'
import { formatNumber } from '#src/web/formats.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { countKeptUnder, eachKeptUnder } from './closedKept.sql.ts'
import { noteKeptRead, openKept } from './keepApart.ts'
import { isSecretGround, lastReviewOn, legalHoldLifecycle, type LegalHoldAction } from './legalHold.ts'
import { here, isCircle, legalHoldChip } from './legalHolds.console.ts'
import { findLegalHold, type LegalHoldRow } from './legalHolds.sql.ts'
import { confirmLift, declineLift, liftMark, proposeLift, reviewLegalHold } from './liftLegalHold.ts'
import { zipKept } from './zipKept.ts'

type Refused = { errors: Record<string, string>; values: Record<string, unknown> }
type One = { hold: LegalHoldRow; path: string; steps: LegalHoldAction[]; isOwn: boolean }

/** What is secret is not there for whoever is not of the circle. */
const holdOfPath = async (visit: Visit): Promise<One> => {
  const id = param(visit, 'id')
  const hold = isId('lhld', id) ? await findLegalHold(visit.ctx.db, id) : null
  if (!hold || (isSecretGround(hold.ground) && !isCircle(visit))) throw notFound()
  return {
    hold,
    path: `${here}/${id}`,
    steps: openSteps(legalHoldLifecycle, hold.state, visit.ctx.actor),
    isOwn: hold.lift_proposed_by === visit.ctx.actor.id,
  }
}

/** What purges erased meanwhile, for everybody but this order. */
const keptFacts = async ({ t, lang, ctx }: Visit, { id }: LegalHoldRow): Promise<Fact[]> => {
  const kept = await countKeptUnder(ctx.db, id)
  const path = `${here}/${id}/kept`
  const counted = { label: t('retention:hold.kept'), text: formatNumber(kept, lang), note: t('retention:hold.kept_note') }
  if (kept === 0) return [counted]
  const [text, note] = [t('retention:hold.kept_archive_text'), t('retention:hold.kept_archive_note')]
  return [{ ...counted, href: `${path}.csv` }, { label: t('retention:hold.kept_archive'), text, note, href: `${path}.zip` }]
}

const factsOf = async (visit: Visit, { hold }: One): Promise<Fact[]> => {
  const { t, ctx } = visit
  const names = await namesOfStaff(
    ctx.db,
    [hold.ordered_by, hold.lift_proposed_by, hold.lifted_by].filter((id): id is string => id !== null),
  )
  const merchant = hold.merchant_id ? await findMerchant(ctx.db, hold.merchant_id) : null
  const by = (id: string): string => names.get(id) ?? id
  return [
    { label: t('retention:hold.scope'), text: t(`retention:scope.${hold.scope}`) },
    { label: t('retention:hold.subject'), id: hold.subject_id },
    ...(merchant
      ? [{
        label: t('fraud:column.merchant'),
        text: merchant.name || t('payments:list.unnamed'),
        href: `/console/merchants/${merchant.id}`,
      }]
      : []),
    { label: t('retention:hold.ground'), text: t(`retention:ground.${hold.ground}`) },
    ...(hold.reference ? [{ label: t('retention:hold.reference'), text: hold.reference }] : []),
    { label: t('retention:hold.ordered'), at: hold.ordered_at, note: by(hold.ordered_by) },
    { label: t('retention:hold.review'), day: hold.review_on },
    ...(hold.lift_proposed_by
      ? [{ label: t('retention:hold.lift_proposed'), at: hold.lift_proposed_at!, note: by(hold.lift_proposed_by) }, {
        label: t('retention:hold.lift_reason'),
        text: hold.lift_reason ?? '',
      }]
      : []),
    ...(isSecretGround(hold.ground) ? await keptFacts(visit, hold) : []),
    ...(hold.lifted_by ? [{ label: t('retention:hold.lifted'), at: hold.lifted_at!, note: by(hold.lifted_by) }] : []),
  ]
}

const actionsOf = ({ t }: Visit, { hold, path, steps, isOwn }: One): Action[] => {
  if (hold.state === 'lift_proposed' && steps.length > 0)
    return isOwn
      ? [{ label: t('retention:hold.confirm_lift'), reason: t('retention:hold.own') }]
      : [{ label: t('retention:hold.confirm_lift'), href: `${path}/lift`, icon: 'check', kind: 'primary' }]
  return steps.includes('propose_lift')
    ? [{ label: t('retention:hold.propose_lift'), href: `${path}/lift`, icon: 'users', kind: 'plain' }]
    : []
}

/** GET /console/legal-holds/:id */
export const showLegalHold = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const one = await holdOfPath(visit)
  const { hold, path } = one
  const last = lastReviewOn(parisDay(ctx.now))
  const review: Field = {
    name: 'review_on',
    type: 'date',
    label: t('retention:hold.next_review'),
    hint: t('retention:hold.review_hint'),
    value: last,
    max: last,
    width: 'short',
    isRequired: true,
    ...(refused?.errors['review_on'] ? { error: t(refused.errors['review_on']) } : {}),
  }
  return view('retention/hold', {
    title: t('retention:hold.one_title', { scope: t(`retention:scope.${hold.scope}`) }),
    back: { href: here, label: t('retention:hold.title') },
    id: hold.id,
    chip: legalHoldChip(visit, hold.state),
    sentence: t(`retention:hold_sentence.${hold.state === 'active' && isSecretGround(hold.ground) ? 'active_secret' : hold.state}`),
    facts: await factsOf(visit, one),
    errors: errorLines(refused?.errors, t),
    actions: actionsOf(visit, one),
    reason: hold.reason,
    review: one.steps.includes('review') ? { action: `${path}/review`, field: review } : null,
  })
}

async function* keptLines(visit: Visit, holdId: string): AsyncGenerator<string> {
  yield csvLine(['id', 'category', 'kept_at', 'copy'])
  for await (const row of eachKeptUnder(visit.ctx.db, holdId))
    yield csvLine([row.about, visit.t(`retention:category.${row.category}`), row.kept_at.toISOString(), JSON.stringify(openKept(row).rows)])
}

/** Copies are of secret grounds alone; each look is on the register of the compartment. */
const lookAtKept = async (visit: Visit): Promise<{ id: string; name: string }> => {
  const { hold: { id, ground } } = await holdOfPath(visit)
  if (!isSecretGround(ground)) throw notFound()
  await noteKeptRead(visit.ctx, id)
  return { id, name: `${visit.t('retention:hold.kept_file')}-${id}` }
}

/** GET /console/legal-holds/:id/kept.csv: what was erased meanwhile and lies in the compartment for this order; to the circle alone. */
export const showKept = async (visit: Visit): Promise<Answer> => {
  const { id, name } = await lookAtKept(visit)
  return { kind: 'csv', fileName: `${name}.csv`, lines: keptLines(visit, id) }
}

/** GET /console/legal-holds/:id/kept.zip: the same, rows by table and files in the clear, as an authority is given it. */
export const sendKept = async (visit: Visit): Promise<Answer> => {
  const { id, name } = await lookAtKept(visit)
  return { kind: 'zip', fileName: `${name}.zip`, chunks: zipKept(visit.ctx, id) }
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

/** GET /console/legal-holds/:id/lift: the first person's proposal, or the second's decision on it. */
export const showLift = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const one = await holdOfPath(visit)
  const { path, steps, isOwn } = one
  const isSecond = steps.includes('confirm_lift') && !isOwn
  if (!isSecond && !steps.includes('propose_lift')) return seeOther(path)
  return view('retention/act', {
    title: t(isSecond ? 'retention:hold.confirm_lift' : 'retention:hold.propose_lift'),
    back: { href: path, label: t('retention:hold.back_to') },
    errors: errorLines(refused?.errors, t),
    facts: await factsOf(visit, one),
    decline: isSecond ? { action: `${path}/decline-lift`, label: t('retention:hold.decline_lift'), proposal: liftMark(one.hold) } : null,
    form: {
      action: isSecond ? `${path}/confirm-lift` : `${path}/propose-lift`,
      intro: t(isSecond ? 'retention:hold.confirm_intro' : 'retention:hold.propose_intro'),
      effects: [{ figure: t('retention:hold.then'), text: t('retention:hold.lift_effect'), tone: 'warning' }],
      undo: t('retention:hold.lift_undo'),
      hidden: isSecond ? [{ name: 'proposal', value: liftMark(one.hold) }] : [],
      fields: isSecond ? [] : [reasonField(visit, refused)],
      submit: t(isSecond ? 'retention:hold.confirm_lift' : 'retention:hold.propose_lift'),
      isDangerous: isSecond,
      cancel: { label: t('web:verb.cancel'), href: path },
    },
  })
}

/** POST /console/legal-holds/:id/review */
export const postReview = async (visit: Visit): Promise<Answer> => {
  const { hold, path } = await holdOfPath(visit)
  await reviewLegalHold(visit.ctx, hold.id, { reviewOn: parse(z.object({ review_on: line(10) }), visit.body).review_on })
  return seeOther(path, good('retention:flash.reviewed'))
}

/** POST /console/legal-holds/:id/propose-lift */
export const postProposeLift = async (visit: Visit): Promise<Answer> => {
  const { hold, path } = await holdOfPath(visit)
  await proposeLift(visit.ctx, hold.id, parse(z.object({ reason: words(2_000) }), visit.body))
  return seeOther(path, good('retention:flash.lift_proposed'))
}

const seenLift = z.object({ proposal: proposalSeen() })

/** POST /console/legal-holds/:id/confirm-lift */
export const postConfirmLift = async (visit: Visit): Promise<Answer> => {
  const { hold, path } = await holdOfPath(visit)
  await confirmLift(visit.ctx, hold.id, parse(seenLift, visit.body))
  return seeOther(path, good('retention:flash.lifted'))
}

/** POST /console/legal-holds/:id/decline-lift */
export const postDeclineLift = async (visit: Visit): Promise<Answer> => {
  const { hold, path } = await holdOfPath(visit)
  await declineLift(visit.ctx, hold.id, parse(seenLift, visit.body))
  return seeOther(path, good('retention:flash.lift_declined'))
}
