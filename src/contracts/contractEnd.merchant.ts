import { z } from 'zod'
import { parisDay } from '#src/kernel/calendar.ts'
import { formatCents } from '#src/kernel/money.ts'
import { balancesOf } from '#src/ledger/balances.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import type { Effect } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import { line, parse } from '#src/web/fields.ts'
import { merchantUserOf, type Visit } from '#src/web/visit.ts'
import { askContractEnd } from './askContractEnd.ts'
import { lastDayOfContract, mayEnd } from './contractEnd.ts'
import { findContractEnd } from './contractEnds.sql.ts'
import { withdrawContractEnd } from './withdrawContractEnd.ts'

type Refused = { values: Record<string, unknown>; errors: Record<string, string> }
const here = '/merchant/end-contract'

const lostOf = ({ t }: Visit, refused?: Refused) => {
  const code = /^errors:([a-z_]+)\.text$/.exec(refused?.errors['form'] ?? '')?.[1]
  return code ? { tone: 'warning', title: t(`errors:${code}.title`), text: t(`errors:${code}.text`) } : null
}

const effectsOf = async (visit: Visit, lastDay: string): Promise<Effect[]> => {
  const { t, lang, ctx } = visit
  const { availableCents, pendingCents, disputeHoldCents } = await balancesOf(ctx.db, {
    merchantId: merchantUserOf(visit).merchantId,
    book: 'live',
    currency: 'eur',
  })
  return [
    { figure: formatDay(lastDay, lang), text: t('contracts:end.effect_until') },
    { figure: t('contracts:end.effect_keys_figure'), text: t('contracts:end.effect_keys'), tone: 'warning' },
    {
      figure: formatCents(availableCents + Math.max(0, pendingCents), 'eur', lang),
      text: t(disputeHoldCents > 0 ? 'contracts:end.effect_paid_disputes' : 'contracts:end.effect_paid'),
    },
    { figure: t('contracts:end.effect_free_figure'), text: t('contracts:end.effect_free') },
  ]
}

/** GET /merchant/end-contract: what ending the contract means, and when; while the notice runs, taking it back. */
export const showEndContract = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, lang, ctx } = visit
  const merchant = await findMerchant(ctx.db, merchantUserOf(visit).merchantId)
  const end = merchant && (await findContractEnd(ctx.db, merchant.id))
  if (!merchant || (end?.state !== 'notice' && !mayEnd(merchant.state)))
    return seeOther('/merchant', refused ? { tone: 'warning', key: 'errors:state_has_changed.text' } : undefined)
  const back = { href: '/merchant/profile', label: t('merchants:profile.title') }
  const lastDay = lastDayOfContract(parisDay(ctx.now))
  const isGiven = end?.state === 'notice'
  return view('contracts/end', {
    title: t(isGiven ? 'contracts:end.given_title' : 'contracts:end.title'),
    back,
    sentence: isGiven ? t('contracts:end.given', { day: formatDay(end.ends_on, lang) }) : t('contracts:end.sentence'),
    lost: lostOf(visit, refused),
    withdraw: isGiven ? { action: `${here}/withdraw`, text: t('contracts:end.withdraw_text'), submit: t('contracts:end.withdraw') } : null,
    form: isGiven ? null : {
      action: here,
      intro: t('contracts:end.intro'),
      effects: await effectsOf(visit, lastDay),
      undo: t('contracts:end.undo', { day: formatDay(lastDay, lang) }),
      hidden: [{ name: 'lastDay', value: lastDay }],
      fields: [],
      submit: t('contracts:end.submit'),
      isDangerous: true,
      cancel: { label: t('web:verb.cancel'), href: back.href },
    },
  })
}

/** POST /merchant/end-contract */
export const postEndContract = async (visit: Visit): Promise<Answer> => {
  const { lastDay } = parse(z.object({ lastDay: line(10) }), visit.body)
  await askContractEnd(visit.ctx, { seenLastDay: lastDay })
  return seeOther(here, good('contracts:end.flash_asked'))
}

/** POST /merchant/end-contract/withdraw */
export const postWithdrawEnd = async (visit: Visit): Promise<Answer> => {
  await withdrawContractEnd(visit.ctx)
  return seeOther('/merchant/profile', good('contracts:end.flash_withdrawn'))
}
