import { z } from 'zod'
import { actPage, area, overPage } from '#src/rights/requestActs.console.ts'
import { showRequest } from '#src/rights/request.console.ts'
import { readOne, requestOfPath } from '#src/rights/oneRequest.page.ts'
import { outcomes, refusals } from '#src/rights/rightsRequest.ts'
import { requestPath, type Refused } from '#src/rights/rightsWords.page.ts'
import { good, seeOther, type Answer } from '#src/web/answer.ts'
import type { Effect, Field } from '#src/web/components.ts'
import { choice, optionalWords, parse, words } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { answerRequest, refuseRequest, whyNotAnswered } from './answerRequest.ts'

const lettersOf = ({ t }: Visit, email: string | null): Effect[] => [
  {
    figure: t('rights:effect.letter'),
    text: email ? t('rights:effect.answer_to', { email }) : t('rights:effect.answer_post'),
    ...(email ? {} : { tone: 'warning' as const }),
  },
  { figure: t('rights:effect.always'), text: t('rights:effect.always_text') },
  { figure: t('rights:effect.over'), text: t('rights:effect.over_text') },
]
const balancing = (visit: Visit, isRequired: boolean): Field => ({
  ...area(visit, 'balancing', 'rights:answer.balancing', 'rights:answer.balancing_hint'),
  isRequired,
  isOptional: !isRequired,
})

/** GET /console/rights/:id/answer: what may be said of it as it stands, and why not the rest. */
export const showAnswer = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const one = await readOne(visit)
  const { request, parts, subjects } = one
  if (request.state !== 'in_progress') return refused ? showRequest(visit, refused) : seeOther(requestPath(request))
  const { t } = visit
  const lacking = (outcome: (typeof outcomes)[number]): string | null => whyNotAnswered(request.kind, outcome, parts, subjects.length)
  const open = outcomes.filter((outcome) => lacking(outcome) === null)
  const missing = outcomes.filter((outcome) => !open.includes(outcome)).map((outcome) => ({
    figure: t(`rights:outcome.${outcome}`),
    text: t(`errors:${lacking(outcome)}.text`),
    tone: 'neutral' as const,
  }))
  const fields: Field[] = [
    {
      name: 'outcome',
      type: 'radios',
      label: t('rights:answer.outcome'),
      isRequired: true,
      options: open.map((value) => ({ value, label: t(`rights:outcome.${value}`), hint: t(`rights:outcome_hint.${value}`) })),
      value: open.length === 1 ? open[0]! : '',
    },
    area(visit, 'words', 'rights:answer.words', 'rights:answer.words_hint'),
    ...(request.kind === 'objection' ? [balancing(visit, true)] : []),
  ]
  return actPage(visit, request, {
    name: 'answer',
    effects: [...lettersOf(visit, request.email), ...missing],
    fields: open.length > 0 ? fields : [],
  }, refused)
}

/** POST /console/rights/:id/answer */
export const postAnswer = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  await answerRequest(
    visit.ctx,
    request.id,
    parse(z.object({ outcome: choice(outcomes), words: words(4_000), balancing: optionalWords(4_000) }), visit.body),
  )
  return seeOther(requestPath(request), good('rights:flash.answered'))
}

/** GET /console/rights/:id/refuse */
export const showRefuse = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const request = await requestOfPath(visit)
  if (request.closed_at !== null) return refused ? showRequest(visit, refused) : seeOther(requestPath(request))
  const over = await overPage(visit, request, 'refuse')
  if (over) return over
  const { t } = visit
  const fields: Field[] = [
    {
      name: 'ground',
      type: 'radios',
      label: t('rights:refuse.ground'),
      isRequired: true,
      options: refusals.map((value) => ({ value, label: t(`rights:refusal.${value}`), hint: t(`rights:refusal_hint.${value}`) })),
      value: '',
    },
    area(visit, 'words', 'rights:refuse.words', 'rights:refuse.words_hint'),
    balancing(visit, false),
  ]
  return actPage(visit, request, { name: 'refuse', effects: lettersOf(visit, request.email), fields, isDangerous: true }, refused)
}

/** POST /console/rights/:id/refuse */
export const postRefuse = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  await refuseRequest(
    visit.ctx,
    request.id,
    parse(z.object({ ground: choice(refusals), words: words(4_000), balancing: optionalWords(4_000) }), visit.body),
  )
  return seeOther(requestPath(request), good('rights:flash.refused'))
}
