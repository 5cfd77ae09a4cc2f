import { z } from 'zod'
import { findDossierOfMerchant } from '#src/dossiers/dossiers.sql.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { notedFacts } from '#src/riskTables/factor.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Field } from '#src/web/components.ts'
import { choice, parse, proposalSeen, words } from '#src/web/fields.ts'
import { formatDay } from '#src/web/formats.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { factMark, noteFact, withdrawFact } from './noteFact.ts'
import { askLowering, endLowering, loweringMark, raiseRating, signLowering } from './overrideRating.ts'
import { findAsked, listNoted, type OverrideRow } from './overrides.sql.ts'
import { isHigher, riskLevels, type RiskLevel } from './rating.ts'
import { ratingModel } from './ratingModel.page.ts'
import { levelChip, levelText } from './ratingWords.page.ts'
import { findRating } from './ratings.sql.ts'

type Refused = { errors: Record<string, string>; values: Record<string, unknown> }
type One = { merchantId: string; name: string; dossierId: string; level: RiskLevel | null; path: string }

const oneOfPath = async ({ ctx, params }: Visit): Promise<One> => {
  const id = params['id'] ?? ''
  const merchant = isId('mrch', id) ? await findMerchant(ctx.db, id) : null
  const dossier = merchant && (await findDossierOfMerchant(ctx.db, id))
  if (!dossier) throw notFound()
  return {
    merchantId: id,
    name: merchant.name || id,
    dossierId: dossier.id,
    level: (await findRating(ctx.db, dossier.id))?.level ?? null,
    path: `/console/ratings/${id}`,
  }
}

const reasonField = ({ t }: Visit, label = t('web:form.reason')): Field => ({
  name: 'reason',
  type: 'textarea',
  rows: 2,
  width: 'full',
  maxlength: 2_000,
  label,
  isRequired: true,
})

/** A second person's form, with what he typed where it was refused. */
const declining = (visit: Visit, id: string, refused?: Refused) => ({
  field: refill([{ ...reasonField(visit), id }], refused?.values ?? {}, refused?.errors ?? {}, visit.t)[0]!,
  isOpen: refused !== undefined && 'reason' in refused.values,
})

const levelForm = (visit: Visit, { level, path }: One, refused?: Refused) => {
  const { t } = visit
  const options = riskLevels.filter((one) => one !== level).map((value) => ({
    value,
    label: t(isHigher(value, level!) ? 'ratings:act.raise_to' : 'ratings:act.lower_to', { level: levelText(visit, value) }),
  }))
  const fields: Field[] = [
    { name: 'level', type: 'radios', label: t('ratings:column.level'), options, isRequired: true },
    reasonField(visit),
  ]
  return { action: `${path}/level`, fields: refill(fields, refused?.values ?? {}, refused?.errors ?? {}, t) }
}

const factForm = (visit: Visit, { path }: One, taken: readonly string[], refused?: Refused) => {
  const { t } = visit
  const options = notedFacts.filter((fact) => !taken.includes(fact)).map((value) => ({ value, label: t(`dossiers:risk.${value}`) }))
  const fields: Field[] = [{
    name: 'fact',
    type: 'select',
    label: t('ratings:act.fact'),
    options: [{ value: '', label: t('ratings:act.choose') }, ...options],
    isRequired: true,
    width: 'medium',
  }, reasonField(visit, t('ratings:act.fact_reason'))]
  return options.length === 0 ? null : { action: `${path}/facts`, fields: refill(fields, refused?.values ?? {}, refused?.errors ?? {}, t) }
}

const notedModel = async (visit: Visit, { dossierId, path }: One, mayPropose: boolean, refused?: Refused) => {
  const noted = await listNoted(visit.ctx.db, dossierId)
  const names = await namesOfStaff(visit.ctx.db, noted.map(({ noted_by: by }) => by))
  return noted.map((row) => {
    const isOwn = row.noted_by === visit.ctx.actor.id
    return {
      label: visit.t(`dossiers:risk.${row.fact}`),
      by: names.get(row.noted_by) ?? row.noted_by,
      at: row.noted_at,
      reason: row.reason,
      why: mayPropose && isOwn ? visit.t('ratings:act.withdraw_own') : '',
      withdraw: mayPropose && !isOwn
        ? {
          action: `${path}/facts/${row.fact}/withdraw`,
          proposal: factMark(row),
          ...declining(visit, `reason-${row.fact}`, visit.params['fact'] === row.fact ? refused : undefined),
        }
        : null,
      fact: row.fact,
    }
  })
}

const askedModel = async (visit: Visit, { path }: One, asked: OverrideRow | null, refused?: Refused) => {
  if (!asked) return null
  const { t, lang, ctx } = visit
  const isOwn = asked.proposed_by === ctx.actor.id
  const mayDecide = isAllowed(staffOf(visit).roles, 'ratings.decide') && !isOwn
  const who = (await namesOfStaff(ctx.db, [asked.proposed_by])).get(asked.proposed_by) ?? asked.proposed_by
  return {
    sentence: t('ratings:lowering.sentence', { who, level: levelText(visit, asked.level), until: formatDay(asked.expires_on!, lang) }),
    reason: asked.reason,
    missing: mayDecide ? '' : t(isOwn ? 'ratings:decide.own' : 'ratings:decide.not_officer'),
    sign: mayDecide
      ? {
        label: t('ratings:lowering.sign'),
        post: `${path}/lowering/sign`,
        kind: 'primary',
        fields: [{ name: 'proposal', value: loweringMark(asked) }],
      }
      : null,
    decline: mayDecide
      ? { action: `${path}/lowering/decline`, proposal: loweringMark(asked), ...declining(visit, 'reason-decline', refused) }
      : null,
    withdraw: isOwn ? { label: t('ratings:decide.withdraw'), post: `${path}/lowering/withdraw`, kind: 'quiet' } : null,
  }
}

/** GET /console/ratings/:id: one merchant's rating, what was noted, and what a person may decide. */
export const showRating = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const one = await oneOfPath(visit)
  const mayPropose = isAllowed(staffOf(visit).roles, 'ratings.propose') && one.level !== null
  const ofSecond = refused && 'proposal' in refused.values ? refused : undefined
  const [rating, asked, noted] = [
    await ratingModel(visit, one),
    await findAsked(ctx.db, one.dossierId),
    await notedModel(visit, one, mayPropose, ofSecond),
  ]
  const isOfFact = refused !== undefined && 'fact' in refused.values
  return view('ratings/one', {
    title: one.name,
    back: { href: '/console/ratings', label: t('ratings:title') },
    chip: one.level ? levelChip(visit, one.level) : null,
    sentence: t('ratings:one_sentence'),
    errors: errorLines(refused?.errors, t),
    actions: [{ label: t('ratings:to_dossier'), href: `/console/dossiers/${one.dossierId}`, kind: 'plain', icon: 'arrow-right' }],
    rating,
    asked: await askedModel(visit, one, asked, visit.params['fact'] === undefined ? ofSecond : undefined),
    noted,
    level: mayPropose ? levelForm(visit, one, isOfFact || ofSecond ? undefined : refused) : null,
    fact: mayPropose ? factForm(visit, one, noted.map(({ fact }) => fact), isOfFact ? refused : undefined) : null,
    reader: mayPropose ? '' : t('ratings:act.reader'),
    empty: { title: t('ratings:unrated_title'), text: t('ratings:unrated_text'), icon: 'scale' },
  })
}

const reasonForm = z.object({ reason: words(2_000), proposal: proposalSeen() })

/** POST /console/ratings/:id/level: up at once, down by two. */
export const postLevel = async (visit: Visit): Promise<Answer> => {
  const one = await oneOfPath(visit)
  const said = parse(z.object({ level: choice(riskLevels), reason: words(2_000) }), visit.body)
  const isRaise = one.level !== null && isHigher(said.level, one.level)
  await (isRaise ? raiseRating : askLowering)(visit.ctx, one.merchantId, said)
  return seeOther(one.path, good(isRaise ? 'ratings:flash.raised' : 'ratings:flash.asked'))
}

/** POST /console/ratings/:id/lowering/sign */
export const postSignLowering = async (visit: Visit): Promise<Answer> => {
  const { merchantId, path } = await oneOfPath(visit)
  await signLowering(visit.ctx, merchantId, parse(z.object({ proposal: proposalSeen() }), visit.body))
  return seeOther(path, good('ratings:flash.lowered'))
}

/** POST /console/ratings/:id/lowering/decline */
export const postDeclineLowering = async (visit: Visit): Promise<Answer> => {
  const { merchantId, path } = await oneOfPath(visit)
  const { reason, proposal } = parse(reasonForm, visit.body)
  await endLowering(visit.ctx, merchantId, { declined: reason, proposal })
  return seeOther(path, good('ratings:flash.declined'))
}

/** POST /console/ratings/:id/lowering/withdraw */
export const postWithdrawLowering = async (visit: Visit): Promise<Answer> => {
  const { merchantId, path } = await oneOfPath(visit)
  await endLowering(visit.ctx, merchantId, 'withdrawn')
  return seeOther(path, good('ratings:flash.withdrawn'))
}

/** POST /console/ratings/:id/facts */
export const postFact = async (visit: Visit): Promise<Answer> => {
  const { merchantId, path } = await oneOfPath(visit)
  await noteFact(visit.ctx, merchantId, parse(z.object({ fact: choice(notedFacts), reason: words(2_000) }), visit.body))
  return seeOther(path, good('ratings:flash.noted'))
}

/** POST /console/ratings/:id/facts/:fact/withdraw */
export const postWithdrawFact = async (visit: Visit): Promise<Answer> => {
  const { merchantId, path } = await oneOfPath(visit)
  await withdrawFact(visit.ctx, merchantId, { fact: param(visit, 'fact'), ...parse(reasonForm, visit.body) })
  return seeOther(path, good('ratings:flash.fact_withdrawn'))
}
