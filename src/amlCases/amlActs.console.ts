import { z } from 'zod'
import { askedOf, askedText } from '#src/kernel/asked.ts'
import { conflict, notFound } from '#src/kernel/errors.ts'
import { alertScenario, alertSentence, merchantText } from '#src/alerts/alertWords.page.ts'
import { findDossierOfMerchant } from '#src/dossiers/dossiers.sql.ts'
import { readDossier } from '#src/dossiers/readDossier.sql.ts'
import { colleagueField } from '#src/owners/owner.page.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Effect, type Field, type Hidden } from '#src/web/components.ts'
import { choice, line, optionalLine, parse, words } from '#src/web/fields.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { answerQuestion } from './addToAmlCase.ts'
import { amlQuestions, amlSources, isLiving, unanswered } from './amlCase.ts'
import { caseOfPath, matterOf, standOf, type One } from './amlCasePage.page.ts'
import { showAmlCase } from './amlCase.console.ts'
import { listAmlPieces, listAnswers } from './amlCases.sql.ts'
import { casePath, nothingRefused, type Refused } from './amlWords.page.ts'
import { askForPieces, neutralOf } from './askForPieces.ts'
import { listFreeAlerts, listFreeHits } from './caseMatter.sql.ts'
import { detachFromCase } from './detachFromCase.ts'
import { concludeAmlCase, handOverAmlCase, reopenAmlCase } from './moveAmlCase.ts'
import { attachToCase } from './openAmlCase.ts'

type Act = 'answer' | 'ask' | 'attach' | 'detach' | 'conclude' | 'reopen' | 'hand_over'
type Form = { fields: Field[]; hidden?: Hidden[]; effects?: Effect[]; title?: string; intro?: string; nothing?: string; says?: string }

const isOpenNow = ({ state }: One, act: Act): boolean => (act === 'reopen'
  ? state === 'concluded'
  : act === 'answer' || act === 'conclude'
  ? state === 'examination'
  : isLiving(state))

/** A page for one act. What can no longer be done is told on the case itself. */
const drawAct = async (visit: Visit, act: Act, formOf: (one: One) => Promise<Form> | Form, refused: Refused): Promise<Answer> => {
  const { t } = visit
  if (refused.errors['form']) return showAmlCase(visit, refused)
  const one = await caseOfPath(visit)
  if (!isOpenNow(one, act)) throw conflict('state_has_changed')
  const form = await formOf(one)
  const title = form.title ?? t(`amlCases:${act}.title`)
  const label = t('amlCases:one_title', { merchant: merchantText(visit, one.merchantName) })
  return view('amlCases/act', {
    title: `${title} · ${merchantText(visit, one.merchantName)}`,
    head: { title, sentence: standOf(visit, one), back: { href: casePath(one), label } },
    errors: errorLines(refused.errors, t),
    nothing: form.nothing ?? '',
    says: form.says ?? '',
    form: {
      action: `${casePath(one)}/${act.replace('_', '-')}`,
      intro: form.intro ?? t(`amlCases:${act}.intro`),
      effects: form.effects ?? [],
      undo: '',
      hidden: form.hidden ?? [],
      fields: refill(form.fields, refused.values, refused.errors, t),
      submit: t(`amlCases:${act}.submit`),
      isDangerous: false,
      cancel: { href: casePath(one), label: t('web:verb.cancel') },
    },
  })
}

const reasonField = ({ t }: Visit, label: string): Field => ({
  name: 'reason',
  type: 'textarea',
  rows: 3,
  width: 'full',
  maxlength: 4_000,
  label: t(label),
  isRequired: true,
})
const done = (one: One, flash: string): Answer => seeOther(casePath(one), good(`amlCases:flash.${flash}`))
const listOf = (said: unknown, prefix: string): string[] =>
  [
    ...new Set((Array.isArray(said) ? said : [said]).filter((id): id is string =>
      typeof id === 'string' && new RegExp(`^${prefix}_[0-9A-Za-z]{24}$`).test(id)
    )),
  ]
    .slice(0, 50)

/** Alerts and hits of a merchant that a case can take, each to be ticked. */
export const matterFields = async (visit: Visit, merchantId: string, ticked: readonly string[] = []): Promise<Field[]> => {
  const { t, ctx: { db } } = visit
  const alerts = (await listFreeAlerts(db, merchantId)).map((row) => ({
    value: row.id,
    label: alertScenario(visit, row),
    hint: `${formatDay(row.window_to_on, visit.lang)} · ${alertSentence(visit, row)}`,
  }))
  const hits = (await listFreeHits(db, merchantId)).map((row) => ({
    value: row.id,
    label: t('amlCases:hit_of', { name: row.name }),
    hint: t('amlCases:hit_says', { listed: row.listedName, list: t(`watchlists:list.${row.listCode}.name`) }),
  }))
  return [
    ...(alerts.length > 0
      ? [{
        name: 'alerts',
        type: 'checkboxes' as const,
        label: t('amlCases:field.alerts'),
        value: ticked.filter((id) => id.startsWith('alrt')),
        options: alerts,
      }]
      : []),
    ...(hits.length > 0
      ? [{
        name: 'hits',
        type: 'checkboxes' as const,
        label: t('amlCases:field.hits'),
        value: ticked.filter((id) => id.startsWith('schi')),
        options: hits,
      }]
      : []),
  ]
}
export const matterOfBody = ({ body }: Visit) => ({ alertIds: listOf(body['alerts'], 'alrt'), hitIds: listOf(body['hits'], 'schi') })

const answerForm = async (visit: Visit, one: One): Promise<Form> => {
  const { t, query, body, ctx: { db } } = visit
  const question = askedOf(amlQuestions, askedText(query['question'] ?? body['question'], 20))
  if (!question) throw notFound()
  const standing = (await listAnswers(db, one.id)).find((row) => row.question === question && row.replaced_at === null)
  const pieces = (await listAmlPieces(db, one.id)).map(({ id, file_name: label }) => ({ value: id, label }))
  return {
    title: t(`amlCases:question.${question}`),
    intro: t(`amlCases:question_hint.${question}`),
    hidden: [{ name: 'question', value: question }, { name: 'ticket', value: newTicket() }],
    fields: [
      {
        name: 'established',
        type: 'radios',
        label: t('amlCases:answer.established'),
        value: standing && !standing.is_established ? 'no' : 'yes',
        isRequired: true,
        options: (['yes', 'no'] as const).map((value) => ({ value, label: t(`amlCases:answer.established_${value}`) })),
      },
      {
        name: 'words',
        type: 'textarea',
        rows: 5,
        width: 'full',
        maxlength: 10_000,
        label: t('amlCases:answer.words'),
        hint: t('amlCases:answer.words_hint'),
        value: standing?.words ?? '',
        isRequired: true,
      },
      {
        name: 'source',
        type: 'select',
        label: t('amlCases:answer.source'),
        value: standing?.source ?? 'payments',
        isRequired: true,
        options: amlSources.map((value) => ({ value, label: t(`amlCases:source.${value}`) })),
      },
      {
        name: 'source_words',
        type: 'text',
        label: t('amlCases:answer.source_words'),
        hint: t('amlCases:answer.source_words_hint'),
        value: standing?.source_words ?? '',
        maxlength: 300,
        width: 'full',
        isOptional: true,
        autocomplete: 'off',
      },
      ...(pieces.length > 0
        ? [{
          name: 'piece_id',
          type: 'select' as const,
          label: t('amlCases:answer.piece'),
          value: standing?.piece_id ?? '',
          options: [{ value: '', label: t('amlCases:answer.no_piece') }, ...pieces],
          isOptional: true,
        }]
        : []),
    ],
  }
}

/** GET /console/aml-cases/:id/answer?question= */
export const showAnswer = (visit: Visit, refused: Refused = nothingRefused): Promise<Answer> =>
  drawAct(visit, 'answer', (one) => answerForm(visit, one), refused)

/** POST /console/aml-cases/:id/answer */
export const postAnswer = async (visit: Visit): Promise<Answer> => {
  const one = await caseOfPath(visit)
  const said = parse(
    z.object({
      question: choice(amlQuestions),
      established: choice(['yes', 'no']),
      words: words(10_000),
      source: choice(amlSources),
      source_words: optionalLine(300),
      piece_id: optionalLine(40),
      ticket: optionalLine(64),
    }),
    visit.body,
  )
  await answerQuestion(visit.ctx, one.id, {
    question: said.question,
    isEstablished: said.established === 'yes',
    words: said.words,
    source: said.source,
    sourceWords: said.source_words,
    pieceId: said.piece_id,
    ticket: said.ticket,
  })
  return seeOther(`${casePath(one)}#examination`, good('amlCases:flash.answered'))
}

const askForm = async (visit: Visit, one: One): Promise<Form> => {
  const { t, ctx: { db } } = visit
  const dossier = await findDossierOfMerchant(db, one.merchant_id)
  if (!dossier) return { fields: [], nothing: t('amlCases:ask.no_file') }
  const file = await readDossier(db, dossier.id)
  if (file.dossier.state !== 'validated') return { fields: [], nothing: t('amlCases:ask.not_validated') }
  if (file.request && file.request.closed_at === null) return { fields: [], nothing: t('amlCases:ask.is_open') }
  const options = neutralOf(file).map(({ key, kind, personId }) => {
    const who = file.people.find(({ id }) => id === personId)
    const piece = t(`requests:piece.${kind}`)
    return { value: key, label: who ? t('requests:piece_of', { piece, person: `${who.given_names} ${who.family_name}` }) : piece }
  })
  return {
    fields: [{ name: 'pieces', type: 'checkboxes', label: t('amlCases:ask.pieces'), options, value: [] }],
    effects: [{ figure: t('amlCases:ask.effect_figure'), text: t('amlCases:ask.effect') }, {
      figure: t('amlCases:ask.neutral_figure'),
      text: t('amlCases:ask.neutral'),
    }],
  }
}

/** GET /console/aml-cases/:id/ask: pieces of the merchant, by a letter in which nothing of ours can be written. */
export const showAsk = (visit: Visit, refused: Refused = nothingRefused): Promise<Answer> =>
  drawAct(visit, 'ask', (one) => askForm(visit, one), refused)

/** POST /console/aml-cases/:id/ask */
export const postAsk = async (visit: Visit): Promise<Answer> => {
  const one = await caseOfPath(visit)
  const said = visit.body['pieces']
  await askForPieces(
    visit.ctx,
    one.id,
    (Array.isArray(said) ? said : [said]).filter((key): key is string => typeof key === 'string').slice(0, 50),
  )
  return done(one, 'asked')
}

const attachForm = async (visit: Visit, one: One): Promise<Form> => {
  const fields = await matterFields(visit, one.merchant_id, [askedText(visit.query['hit'], 40)])
  return fields.length > 0
    ? { fields: [...fields, reasonField(visit, 'amlCases:attach.reason')] }
    : { fields: [], nothing: visit.t('amlCases:attach.nothing') }
}

/** GET /console/aml-cases/:id/attach */
export const showAttach = (visit: Visit, refused: Refused = nothingRefused): Promise<Answer> =>
  drawAct(visit, 'attach', (one) => attachForm(visit, one), refused)

/** POST /console/aml-cases/:id/attach */
export const postAttach = async (visit: Visit): Promise<Answer> => {
  const one = await caseOfPath(visit)
  await attachToCase(visit.ctx, one.id, { ...matterOfBody(visit), ...parse(z.object({ reason: words(4_000) }), visit.body) })
  return done(one, 'attached')
}

/** 409 where it is not in this case: somebody took it out meanwhile. */
const detachForm = async (visit: Visit, one: One): Promise<Form> => {
  const of = askedText(visit.query['of'] ?? visit.body['of'], 40)
  const taken = (await matterOf(visit, one)).rows.find(({ id }) => id === of)
  if (!taken) throw conflict('state_has_changed')
  return {
    says: `${taken.what} : ${taken.says}`,
    hidden: [{ name: 'of', value: of }],
    intro: visit.t(of.startsWith('schi') ? 'amlCases:detach.intro_hit' : 'amlCases:detach.intro'),
    fields: [reasonField(visit, 'web:form.reason')],
  }
}

/** GET /console/aml-cases/:id/detach?of= */
export const showDetach = (visit: Visit, refused: Refused = nothingRefused): Promise<Answer> =>
  drawAct(visit, 'detach', (one) => detachForm(visit, one), refused)

/** POST /console/aml-cases/:id/detach */
export const postDetach = async (visit: Visit): Promise<Answer> => {
  const one = await caseOfPath(visit)
  const { of, reason } = parse(z.object({ of: line(40), reason: words(4_000) }), visit.body)
  await detachFromCase(visit.ctx, one.id, { subjectId: of, reason })
  return done(one, 'detached')
}

const concludeFields = ({ t }: Visit): Form => ({
  fields: [{
    name: 'facts',
    type: 'textarea',
    rows: 8,
    width: 'full',
    maxlength: 20_000,
    label: t('amlCases:conclude.facts'),
    hint: t('amlCases:conclude.facts_hint'),
    isRequired: true,
  }],
  effects: [{ figure: t('amlCases:conclude.effect_figure'), text: t('amlCases:conclude.effect') }, {
    figure: t('amlCases:conclude.same_figure'),
    text: t('amlCases:conclude.same'),
  }],
})

/** Who comes by the address before every question has an answer is told which are missing. */
const concludeForm = async (visit: Visit, one: One): Promise<Form> => {
  const missing = unanswered(
    (await listAnswers(visit.ctx.db, one.id)).filter(({ replaced_at: gone }) => gone === null).map(({ question }) => question),
  )
  return missing.length > 0
    ? {
      fields: [],
      nothing: `${visit.t('amlCases:missing.answers', { count: missing.length })} ${missing.map((question) => visit.t(`amlCases:question.${question}`)).join(', ')}.`,
    }
    : concludeFields(visit)
}

/** GET /console/aml-cases/:id/conclude */
export const showConclude = (visit: Visit, refused: Refused = nothingRefused): Promise<Answer> =>
  drawAct(visit, 'conclude', (one) => concludeForm(visit, one), refused)

/** POST /console/aml-cases/:id/conclude */
export const postConclude = async (visit: Visit): Promise<Answer> => {
  const one = await caseOfPath(visit)
  await concludeAmlCase(visit.ctx, one.id, parse(z.object({ facts: words(20_000) }), visit.body))
  return done(one, 'concluded')
}

/** GET /console/aml-cases/:id/reopen */
export const showReopen = (visit: Visit, refused: Refused = nothingRefused): Promise<Answer> =>
  drawAct(visit, 'reopen', () => ({ fields: [reasonField(visit, 'amlCases:reopen.reason')] }), refused)

/** POST /console/aml-cases/:id/reopen */
export const postReopen = async (visit: Visit): Promise<Answer> => {
  const one = await caseOfPath(visit)
  await reopenAmlCase(visit.ctx, one.id, parse(z.object({ reason: words(4_000) }), visit.body))
  return done(one, 'reopened')
}

const handOverForm = async (visit: Visit, one: One): Promise<Form> => ({ fields: [await colleagueField(visit, one, 'alerts.handle')] })

/** GET /console/aml-cases/:id/hand-over */
export const showHandOverCase = (visit: Visit, refused: Refused = nothingRefused): Promise<Answer> =>
  drawAct(visit, 'hand_over', (one) => handOverForm(visit, one), refused)

/** POST /console/aml-cases/:id/hand-over */
export const postHandOverCase = async (visit: Visit): Promise<Answer> => {
  const one = await caseOfPath(visit)
  await handOverAmlCase(visit.ctx, one.id, parse(z.object({ to: line(40) }), visit.body))
  return done(one, 'handed_over')
}
