import { listUnsentPayouts } from '#src/freezes/freezes.sql.ts'
import { balancesOf } from '#src/ledger/balances.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { formatCents } from '#src/kernel/money.ts'
import type { Effect, Field } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { actionOf, answers, doubts, reasonCodes, type Answer } from './hit.ts'
import type { HitRow, PepFile } from './hits.sql.ts'
import { hitPath } from './hitWords.page.ts'
import { seenOf, verdictMark } from './lockForWork.ts'
import { pepMark } from './pepFile.ts'

export type Refused = { errors: Record<string, string>; values: Record<string, unknown> }

const keys: Record<Answer, string> = { same: 's', different: 'd', unsure: 'u' }
const icons: Record<Answer, string> = { same: 'flag', different: 'check', unsure: 'help' }

const typed = (refused: Refused | undefined, name: string): string => String(refused?.values[name] ?? '')
const wrong = (
  { t }: Visit,
  refused: Refused | undefined,
  name: string,
): { error?: string } => (refused?.errors[name] ? { error: t(refused.errors[name]) } : {})

const fieldsFor = (visit: Visit, answer: Answer, refused: Refused | undefined): Field[] => {
  const { t } = visit
  return [
    {
      name: 'code',
      type: 'radios',
      label: t('screening:answer.code'),
      options: reasonCodes[answer].map((value) => ({ value, label: t(`screening:code.${value}`) })),
      value: typed(refused, 'code'),
      isRequired: true,
      ...wrong(visit, refused, 'code'),
    },
    ...(answer === 'unsure'
      ? [{
        name: 'wants',
        type: 'radios' as const,
        label: t('screening:answer.wants'),
        options: doubts.map((value) => ({ value, label: t(`screening:wants.${value}`) })),
        value: typed(refused, 'wants'),
        isRequired: true,
        ...wrong(visit, refused, 'wants'),
      }]
      : []),
    {
      name: 'reason',
      type: 'textarea',
      rows: 3,
      width: 'full',
      maxlength: 2_000,
      label: t('web:form.reason'),
      hint: t('screening:answer.hint'),
      value: typed(refused, 'reason'),
      isRequired: true,
      ...wrong(visit, refused, 'reason'),
    },
  ]
}

type Asked = { asked: Answer | null; refused: Refused | undefined; twoPeopleBps: number }

/** Same, different, unsure: each a key; then why, by a tick and in words. */
export const answerModel = (visit: Visit, hit: HitRow, { asked, refused, twoPeopleBps }: Asked) => {
  const { t } = visit
  const path = hitPath(hit.id)
  const said = asked ? actionOf(asked, { topic: hit.topic, scoreBps: hit.score_bps }, twoPeopleBps) : null
  return {
    choices: answers.map((answer) => ({
      label: t(`screening:answer.${answer}`),
      href: `${path}?answer=${answer}#answer`,
      key: keys[answer],
      icon: icons[answer],
      isChosen: answer === asked,
    })),
    form: asked
      ? {
        action: `${path}/judge`,
        answer: asked,
        seen: seenOf(hit),
        fields: fieldsFor(visit, asked, refused),
        then: t(said === 'propose' ? `screening:then.propose_${asked}` : `screening:then.${said}`),
        submit: t(said === 'propose' ? 'screening:answer.propose' : 'screening:answer.submit'),
      }
      : null,
  }
}

const freezeEffects = async (visit: Visit, hit: HitRow): Promise<Effect[]> => {
  const { t, ctx, lang } = visit
  const [merchant, payouts] = [await findMerchant(ctx.db, hit.merchant_id), await listUnsentPayouts(ctx.db, hit.merchant_id)]
  const { availableCents, inTransitCents } = await balancesOf(ctx.db, { merchantId: hit.merchant_id, book: 'live', currency: 'eur' })
  const may = isAllowed(staffOf(visit).roles, 'ledger.read')
  return [
    { figure: may ? formatCents(availableCents, 'eur', lang) : t('screening:effect.all'), text: t('screening:effect.frozen'), tone: 'bad' },
    { figure: String(payouts.length), text: t('screening:effect.payouts', { total: formatCents(inTransitCents, 'eur', lang) }) },
    ...(merchant?.state === 'validated' ? [{ figure: t('screening:effect.at_once'), text: t('screening:effect.barred') }] : []),
    { figure: t('screening:effect.one'), text: t('screening:effect.report') },
  ]
}

/** What the second person is asked, and what his yes does. */
export const confirmModel = async (visit: Visit, hit: HitRow, { mayDecide, isElsewhere }: { mayDecide: boolean; isElsewhere: boolean }) => {
  const { t, ctx } = visit
  const who = (await namesOfStaff(ctx.db, [hit.proposed_by!])).get(hit.proposed_by!) ?? ''
  const isFreeze = hit.topic === 'freeze' && hit.verdict === 'same'
  const missing = hit.proposed_by === ctx.actor.id
    ? 'own'
    : !mayDecide
    ? 'officer'
    : isFreeze && !isAllowed(staffOf(visit).roles, 'holds.secret')
    ? 'circle'
    : isElsewhere
    ? 'held'
    : null
  return {
    proposal: t(`screening:proposal.${hit.verdict}`, { who }),
    code: hit.reason_code ? t(`screening:code.${hit.reason_code}`) : '',
    reason: hit.reason ?? '',
    missing: missing ? t(`screening:missing.${missing}`) : '',
    form: missing ? null : {
      action: `${hitPath(hit.id)}/confirm`,
      intro: t(`screening:confirm.${hit.verdict === 'same' ? hit.topic : 'different'}`),
      effects: isFreeze
        ? await freezeEffects(visit, hit)
        : [{ figure: t('screening:effect.then'), text: t(`screening:effect.${hit.verdict === 'same' ? hit.topic : 'different'}`) }],
      hidden: [{ name: 'seen', value: seenOf(hit) }, { name: 'proposal', value: verdictMark(hit) }],
      fields: [],
      submit: t(`screening:confirm.submit_${hit.verdict}`),
      isDangerous: hit.verdict === 'same',
      cancel: { label: t('web:verb.cancel'), href: '/console/screening' },
    },
  }
}

export const declineModel = (visit: Visit, hit: HitRow, refused: Refused | undefined) => ({
  action: `${hitPath(hit.id)}/decline`,
  seen: seenOf(hit),
  proposal: verdictMark(hit),
  isOpen: Boolean(refused?.errors['reason'] ?? (refused?.values['proposal'] && refused.values['reason'])),
  field: {
    name: 'reason',
    id: 'decline-reason',
    type: 'textarea',
    rows: 3,
    width: 'full',
    maxlength: 2_000,
    label: visit.t('web:form.reason'),
    isRequired: true,
    value: typed(refused, 'reason'),
    ...wrong(visit, refused, 'reason'),
  } satisfies Field,
})

const pepNames = ['sourceOfWealth', 'sourceOfFunds', 'measures'] as const

/** The enhanced file of an exposed person (PEP-04). */
export const pepModel = (
  visit: Visit,
  path: string,
  file: PepFile | null,
  { mayWork, mayDecide, refused }: { mayWork: boolean; mayDecide: boolean; refused: Refused | undefined },
) => {
  const { t } = visit
  const fields = pepNames.map((name): Field => ({
    name,
    type: 'textarea',
    rows: 3,
    width: 'full',
    maxlength: 2_000,
    label: t(`screening:pep.${name}`),
    hint: t(`screening:pep.${name}_hint`),
    isRequired: true,
    value: typed(refused, name) || file?.[name] || '',
    ...wrong(visit, refused, name),
  }))
  return {
    chip: file?.approvedAt
      ? { tone: 'good' as const, label: t('screening:pep.approved') }
      : { tone: 'waiting' as const, label: t(file ? 'screening:pep.to_approve' : 'screening:pep.to_answer') },
    approvedAt: file?.approvedAt ?? null,
    form: mayWork ? { action: `${path}/pep`, fields, note: file?.approvedAt ? t('screening:pep.again') : '' } : null,
    facts: mayWork ? [] : pepNames.map((name) => ({ label: t(`screening:pep.${name}`), text: file?.[name] ?? '' })),
    approve: file && !file.approvedAt && mayDecide
      ? {
        label: t('screening:pep.approve'),
        post: `${path}/pep-approve`,
        fields: [{ name: 'seen', value: pepMark(file) }],
        icon: 'check',
        kind: 'primary',
      }
      : null,
  }
}
