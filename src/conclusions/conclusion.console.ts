import { z } from 'zod'
import { amlQuestions } from '#src/amlCases/amlCase.ts'
import { findAmlCase, listAnswers } from '#src/amlCases/amlCases.sql.ts'
import { listCaseAlerts, readCaseSums } from '#src/amlCases/caseMatter.sql.ts'
import { alertScenario, alertSentence, merchantText } from '#src/alerts/alertWords.page.ts'
import { institution } from '#src/contracts/wording.ts'
import { nowFields } from '#src/declarations/draft.console.ts'
import { mayHere, momentOf, type Refused } from '#src/declarations/words.page.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { formatCents } from '#src/kernel/money.ts'
import { listClosedOf } from '#src/platform/recordClosed.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Action, type Fact, type Field } from '#src/web/components.ts'
import { line, parse, proposalSeen, tick, words } from '#src/web/fields.ts'
import { formatDay, formatInstant } from '#src/web/formats.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { conclusionMark, confirmNoSuspicion, declineNoSuspicion, draftFromCase, proposeNoSuspicion, readConclusion } from './conclude.ts'
import { analysisOf, mayClear, mayDeclare, standOf, type Examined } from './conclusion.ts'
import { here, standChip } from './conclusions.console.ts'
import type { NamedConclusion } from './conclusions.sql.ts'
import { openReasoning } from './reasoning.ts'

type Read = Awaited<ReturnType<typeof readConclusion>>
type Case = NonNullable<Awaited<ReturnType<typeof findAmlCase>>>

/** What the examination brought, in words: shown, and where a declaration's analysis begins. */
const examinedOf = async (visit: Visit, one: Case): Promise<Examined> => {
  const { t, lang, ctx: { db } } = visit
  const standing = (await listAnswers(db, one.id)).filter(({ replaced_at: gone }) => gone === null)
  const sums = (await readCaseSums(db, one.id))
    .map(({ currency, count, cents }) => t('amlCases:sum', { count, total: formatCents(Number(cents), currency.toUpperCase(), lang) }))
    .join(' · ')
  return {
    summary: one.summary,
    facts: one.facts,
    scenarios: (await listCaseAlerts(db, one.id)).map((alert) => `${alertScenario(visit, alert)} : ${alertSentence(visit, alert)}`),
    sums,
    findings: amlQuestions.flatMap((question) => standing.filter((row) => row.question === question)).map((row) => ({
      question: row.question,
      title: t(`amlCases:question.${row.question}`),
      isEstablished: row.is_established,
      words: row.words,
      source: row.source,
      sourceText: [t(`amlCases:source.${row.source}`), ...(row.source_words ? [row.source_words] : [])].join(' : '),
    })),
    labels: {
      alerts: t('conclusions:analysis.alerts'),
      payments: t('conclusions:analysis.payments'),
      notEstablished: t('amlCases:not_established'),
      facts: t('conclusions:analysis.facts'),
    },
  }
}

const reasoningField = ({ t }: Visit, name: string, label: string, refused: Refused | undefined): Field => ({
  name,
  type: 'textarea',
  rows: 4,
  width: 'full',
  maxlength: 20_000,
  label: t(label),
  hint: t('conclusions:reasoning_hint'),
  isRequired: true,
  value: String(refused?.values[name] ?? ''),
  ...(refused?.errors[name] ? { error: t(refused.errors[name]) } : {}),
})

const path = (one: { id: string }, rest = ''): string => `${here}/${one.id}${rest}`

/** The way to a declaration; a missing button says why. */
const actionsOf = (visit: Visit, { one, said }: Read): Action[] => {
  const { t } = visit
  const label = t('conclusions:act.declare')
  if (said.declarationId)
    return [{
      label: t('conclusions:act.see_declaration'),
      href: `/console/declarations/${said.declarationId}`,
      kind: 'primary',
      icon: 'lock',
    }]
  if (!mayHere(visit, 'declarations.write')) return [{ label, reason: t('declarations:missing.reader') }]
  return mayDeclare(said)
    ? [{ label, href: path(one, '/declare'), kind: 'primary', icon: 'lock', key: 'd' }]
    : [{ label, reason: t('conclusions:missing.cleared') }]
}

const saidRows = (visit: Visit, rows: readonly NamedConclusion[]) =>
  rows.map((row) => {
    const reasoning = openReasoning(row)
    return {
      who: row.proposedName,
      at: row.proposed_at,
      outcome: visit.t(`conclusions:outcome.${row.outcome}`),
      round: visit.t('conclusions:round', { round: row.round }),
      words: reasoning?.words ?? '',
      second: row.decidedName && row.decided_at
        ? visit.t(`conclusions:second.${row.state}`, { who: row.decidedName, when: formatInstant(row.decided_at, visit.lang) })
        : '',
      declined: reasoning?.declined ?? '',
      declaration: row.declaration_id
        ? { href: `/console/declarations/${row.declaration_id}`, label: visit.t(`declarations:state.${row.declarationState ?? 'draft'}`) }
        : null,
    }
  })

/** The two forms of the two people, as far as they are this person's. */
const formsOf = (visit: Visit, { one, rows, said }: Read, refused: Refused | undefined) => {
  const proposed = rows.find(({ round, outcome, state }) => round === one.round && outcome === 'no_suspicion' && state === 'proposed')
  const isWaiting = standOf(said) === 'proposed' && proposed !== undefined
  const mayDecide = isWaiting && one.state === 'concluded' && mayHere(visit, 'declarations.decide') &&
    proposed.proposed_by !== visit.ctx.actor.id
  return {
    clear: mayClear(said) && mayHere(visit, 'declarations.write')
      ? { action: path(one, '/propose'), field: reasoningField(visit, 'reasoning', 'conclusions:reasoning', refused) }
      : null,
    decide: mayDecide
      ? {
        confirm: path(one, '/confirm'),
        decline: path(one, '/decline'),
        proposal: conclusionMark(proposed),
        field: reasoningField(visit, 'reason', 'conclusions:decline_reason', refused),
        isOpen: Boolean(refused?.errors['reason'] ?? refused?.values['reason']),
      }
      : null,
    waits: isWaiting && !mayDecide
      ? visit.t(proposed.proposed_by === visit.ctx.actor.id ? 'conclusions:missing.own' : 'conclusions:missing.second')
      : '',
  }
}

const registerOf = async (visit: Visit, caseId: string) => {
  const events = (await listClosedOf(visit.ctx.db, caseId, 60)).filter(({ event, actorId }, i, all) =>
    !(event === 'conclusion.read' && all[i - 1]?.event === event && all[i - 1]?.actorId === actorId)
  )
  const names = await namesOfStaff(visit.ctx.db, [...new Set(events.map(({ actorId }) => actorId))])
  return events.map(({ at, event, actorId }) => ({
    at,
    who: names.get(actorId) ?? actorId,
    what: visit.t(`conclusions:done.${event.split('.')[1]}`),
    icon: event === 'conclusion.read' ? 'eye' : 'dot',
  }))
}

const factsOf = ({ t }: Visit, one: Case): Fact[] => [
  { label: t('alerts:fact.merchant'), text: one.merchantName || one.merchant_id, href: `/console/merchants/${one.merchant_id}` },
  { label: t('conclusions:fact.case'), text: t('conclusions:fact.case_link'), href: `/console/aml-cases/${one.id}` },
  ...(one.concluded_at
    ? [{ label: t('conclusions:column.handed'), at: one.concluded_at }]
    : [{ label: t('amlCases:fact.due'), day: one.due_on }]),
]

/**
 * GET /console/conclusions/:id: the examination as it was handed over, what the circle said of it, and what can be said. Its reading is on
 * the register.
 */
export const showConclusion = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const read = await readConclusion(ctx, param(visit, 'id'))
  const one = (await findAmlCase(ctx.db, read.one.id))!
  const stand = standOf(read.said)
  return view('conclusions/show', {
    title: t('conclusions:one_title', { merchant: merchantText(visit, one.merchantName) }),
    back: { href: here, label: t('conclusions:title') },
    id: one.id,
    chip: standChip(visit, stand),
    sentence: t(`conclusions:sentence_of.${stand}`),
    errors: errorLines(refused?.errors, t),
    facts: factsOf(visit, one),
    actions: actionsOf(visit, read),
    examined: await examinedOf(visit, one),
    said: saidRows(visit, read.rows),
    ...formsOf(visit, read, refused),
    register: await registerOf(visit, one.id),
  })
}

const acted = (visit: Visit, flash: string): Answer => seeOther(`${here}/${param(visit, 'id')}`, good(`conclusions:flash.${flash}`))

/** POST /console/conclusions/:id/propose */
export const postPropose = async (visit: Visit): Promise<Answer> => {
  await proposeNoSuspicion(visit.ctx, param(visit, 'id'), parse(z.object({ reasoning: words(20_000) }), visit.body))
  return acted(visit, 'proposed')
}

/** POST /console/conclusions/:id/confirm */
export const postConfirm = async (visit: Visit): Promise<Answer> => {
  await confirmNoSuspicion(visit.ctx, param(visit, 'id'), parse(z.object({ proposal: proposalSeen() }), visit.body))
  return acted(visit, 'confirmed')
}

/** POST /console/conclusions/:id/decline */
export const postDecline = async (visit: Visit): Promise<Answer> => {
  await declineNoSuspicion(visit.ctx, param(visit, 'id'), parse(z.object({ reason: words(4_000), proposal: proposalSeen() }), visit.body))
  return acted(visit, 'declined')
}

const declareFields = (visit: Visit, one: Case, examined: Examined): Field[] => {
  const { t, lang } = visit
  const context = t('conclusions:analysis.context', { day: formatDay(parisDay(one.opened_at), lang), summary: one.summary })
  return [
    ...nowFields(visit, 'suspected', 'declarations:field.suspected', 'declarations:field.suspected_hint'),
    {
      name: 'offence',
      type: 'textarea',
      rows: 3,
      width: 'full',
      maxlength: 4_000,
      label: t('declarations:field.offence'),
      hint: t('declarations:field.offence_hint'),
      isRequired: true,
    },
    {
      name: 'context',
      type: 'textarea',
      rows: 4,
      width: 'full',
      maxlength: 20_000,
      label: t('declarations:section.context'),
      hint: t('declarations:section_hint.context'),
      value: context,
    },
    {
      name: 'analysis',
      type: 'textarea',
      rows: 12,
      width: 'full',
      maxlength: 20_000,
      label: t('declarations:section.analysis'),
      hint: t('conclusions:analysis_hint'),
      value: analysisOf(examined),
    },
    { name: 'is_urgent', type: 'checkbox', label: t('declarations:field.urgent') },
  ]
}

/** GET /console/conclusions/:id/declare: a declaration that begins with the examination. */
export const showDeclare = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const read = await readConclusion(ctx, param(visit, 'id'))
  if (!mayDeclare(read.said)) return seeOther(path(read.one))
  const one = (await findAmlCase(ctx.db, read.one.id))!
  return view('declarations/form', {
    title: t('conclusions:declare.title', { merchant: merchantText(visit, one.merchantName) }),
    back: { href: path(one), label: t('conclusions:back') },
    errors: errorLines(refused?.errors, t),
    action: path(one, '/declare'),
    hidden: [],
    groups: [{
      title: t('declarations:new.card'),
      intro: t('conclusions:declare.intro'),
      fields: refill(declareFields(visit, one, await examinedOf(visit, one)), refused?.values ?? {}, refused?.errors ?? {}, t),
    }],
    submit: t('declarations:new.submit'),
  })
}

const declareForm = z.object({
  suspected_on: line(10),
  suspected_time: line(5),
  offence: words(4_000),
  context: words(20_000),
  analysis: words(20_000),
  is_urgent: tick(),
})

/** POST /console/conclusions/:id/declare */
export const postDeclare = async (visit: Visit): Promise<Answer> => {
  const said = parse(declareForm, visit.body)
  const declarant = visit.t('declarations:section.declarant_usual', { institution, name: staffOf(visit).name })
  const id = await draftFromCase(visit.ctx, param(visit, 'id'), {
    suspectedAt: momentOf(said.suspected_on, said.suspected_time),
    offence: said.offence,
    context: said.context,
    analysis: said.analysis,
    isUrgent: said.is_urgent,
    declarant,
  })
  return seeOther(`/console/declarations/${id}`, good('declarations:flash.drafted'))
}
