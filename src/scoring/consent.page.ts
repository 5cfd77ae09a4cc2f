import { findMandates } from '#src/mandates/mandates.sql.ts'
import { readShopName } from '#src/merchants/readPublicKey.sql.ts'
import { askedLanguage } from '#src/paypage/address.page.ts'
import { pageLanguage } from '#src/paypage/language.page.ts'
import { seeOther, type Answer } from '#src/web/answer.ts'
import { framedPolicy, originOf } from '#src/web/frame-policy.ts'
import { translator } from '#src/web/i18n.ts'
import type { Handler } from '#src/web/route.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { hearConsent } from './hearConsent.ts'
import { openBankingOf } from './openBanking.ts'
import { instalmentOf } from './score.ts'
import { consentSteps, isOpen, stateAt } from './scoring.ts'
import { findScoringByToken, type ScoringRow } from './scorings.sql.ts'

/**
 * The session named by the address: its world and 122 random bits. Null where there is none, it is of the other world, or its payer answers
 * at a real bank: then nothing that is said here counts.
 */
const sessionOf = async (visit: Visit): Promise<ScoringRow | null> => {
  const [, mode, token = ''] = /^(test|live)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(param(visit, 'token')) ?? []
  const scoring = token === '' ? null : await findScoringByToken(visit.ctx.db, token)
  if (!scoring || scoring.mode !== mode) return null
  return openBankingOf(scoring.mode)?.usesOurPage ? scoring : null
}

/** Nobody frames a page on which somebody opens his accounts; an answer to its form leads to the merchant. */
const consentPage = (visit: Visit, view: string, scoring: ScoringRow | null, model: Record<string, unknown>, status = 200): Answer => {
  const lang = pageLanguage(visit)
  const frame = { lang, title: translator(lang)('scoring:title') }
  return {
    kind: 'page',
    view,
    status,
    layout: null,
    lang,
    model: { ...model, frame },
    policy: framedPolicy({ framedBy: null, sendsTo: originOf(scoring?.return_url ?? null) }),
  }
}

const ended = (visit: Visit, scoring: ScoringRow | null, words: 'over' | 'done'): Answer => {
  const t = translator(pageLanguage(visit))
  return consentPage(visit, 'scoring/ended', scoring, {
    title: t(`scoring:${words}.title`),
    text: t(`scoring:${words}.text`),
    back: scoring?.return_url ?? '',
  }, scoring === null ? 404 : 200)
}

const question = async (visit: Visit, scoring: ScoringRow, isUnreached = false): Promise<Answer> => {
  const { amount_cents: amountCents, upfront_cents: upfrontCents, duration_months: months, mandate_id: mandateId } = scoring
  const [shop, mandates] = await Promise.all([
    readShopName(visit.ctx.db, scoring.merchant_id),
    findMandates(visit.ctx.db, mandateId === null ? [] : [mandateId]),
  ])
  const query = new URLSearchParams(askedLanguage(visit)).toString()
  return consentPage(visit, scoring.state === 'attempted' ? 'scoring/bank' : 'scoring/question', scoring, {
    shop,
    amountCents,
    upfrontCents,
    months,
    instalmentCents: instalmentOf({ amountCents, upfrontCents, months }),
    currency: scoring.currency,
    last4: mandates.get(mandateId ?? '')?.last4 ?? '',
    isUnreached,
    action: `${visit.path}${query === '' ? '' : `?${query}`}`,
  }, isUnreached ? 503 : 200)
}

const standing = async (visit: Visit, scoring: ScoringRow | null): Promise<Answer> => {
  if (!scoring || stateAt(scoring, visit.ctx.now) === 'expired') return ended(visit, scoring, 'over')
  return isOpen(scoring) ? question(visit, scoring) : ended(visit, scoring, 'done')
}

/** GET /v1/consent/:token: what the merchant asks and which figures his bank would give; then the bank, as a simulator of ours plays it. */
export const showConsent: Handler = async (visit) => standing(visit, await sessionOf(visit))

/** Back to the merchant. A policy cannot name every address there is; to those it cannot, a link leads instead of the form's answer. */
const leave = (
  visit: Visit,
  scoring: ScoringRow,
): Answer => (originOf(scoring.return_url) === null ? ended(visit, scoring, 'done') : seeOther(scoring.return_url))

/** What the payer answers, taken once; then he goes back. An answer that is none shows the question again. */
export const postConsent: Handler = async (visit) => {
  const found = await sessionOf(visit)
  const said = consentSteps.find((one) => one === visit.body['step'])
  if (!found || !said || stateAt(found, visit.ctx.now) === 'expired') return standing(visit, found)
  const scoring = await hearConsent(visit.ctx, found.token, said)
  if (scoring && !isOpen(scoring)) return leave(visit, scoring)
  return scoring?.state === 'attempted' && said === 'success' ? question(visit, scoring, true) : seeOther(visit.req.originalUrl)
}
