import { z } from 'zod'
import { askedText } from '#src/kernel/asked.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { openSteps } from '#src/kernel/lifecycle.ts'
import type { Permission } from '#src/kernel/permissions.ts'
import { extendOpposition, noteOpposition } from '#src/oppositions/noteOpposition.ts'
import { listOppositions } from '#src/oppositions/oppositions.sql.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Effect, type Field, type Hidden } from '#src/web/components.ts'
import { line, optionalLine, parse, whole, words } from '#src/web/fields.ts'
import { formatDay } from '#src/web/formats.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { declarationLifecycle, isCompletable, type DeclarationAction } from './declaration.ts'
import { drawDeclaration } from './declaration.console.ts'
import type { DeclarationRow } from './declarations.sql.ts'
import { draftAmendment } from './draftDeclaration.ts'
import { nowFields } from './draft.console.ts'
import { readDeclaration } from './enter.ts'
import { abandonDeclaration, acknowledgeDeclaration, approveDeclaration, closeDeclaration, fileDeclaration,
  sendBack } from './moveDeclaration.ts'
import { suspendOperations } from './suspendOperations.ts'
import { here, mayHere, momentOf, pathOf, type Refused } from './words.page.ts'

type Act = {
  /** Whether it can be done now, by this person. */
  isOpen: (visit: Visit, row: DeclarationRow) => boolean
  fields: (visit: Visit, row: DeclarationRow) => Field[]
  hidden?: (visit: Visit, row: DeclarationRow) => Hidden[]
  effects?: (visit: Visit, row: DeclarationRow) => Effect[]
  isDangerous?: boolean
  hasFile?: boolean
  /** Answers the id of the page to go on to, where it is another. */
  act: (visit: Visit, id: string) => Promise<string | null | void>
}

const isStep = (step: DeclarationAction) => ({ ctx }: Visit, row: DeclarationRow): boolean =>
  openSteps(declarationLifecycle, row.state, ctx.actor).includes(step)
const reason = ({ t }: Visit): Field[] => [{
  name: 'reason',
  type: 'textarea',
  rows: 4,
  width: 'full',
  maxlength: 4_000,
  label: t('web:form.reason'),
  hint: t('declarations:field.reason_hint'),
  isRequired: true,
}]
const said = z.object({ reason: words(4_000) })
const text = ({ t }: Visit, name: string): Field => ({
  name,
  type: 'text',
  label: t(`declarations:field.${name}`),
  hint: t(`declarations:field.${name}_hint`),
  maxlength: 100,
  width: 'medium',
  isRequired: true,
  autocomplete: 'off',
})
const grounds = ({ t }: Visit): Field => ({
  name: 'grounds',
  type: 'textarea',
  rows: 3,
  width: 'full',
  maxlength: 4_000,
  label: t('declarations:field.grounds'),
  hint: t('declarations:field.grounds_hint'),
  isRequired: true,
})
const seen = (_visit: Visit, { version }: DeclarationRow): Hidden[] => [{ name: 'seen', value: String(version) }]
const may = (visit: Visit, permission: Permission): boolean => mayHere(visit, permission)

const acts: Record<string, Act> = dictionary({
  approve: {
    isOpen: (visit, row) => isStep('approve')(visit, row) && !row.written_by.includes(visit.ctx.actor.id),
    fields: () => [],
    hidden: seen,
    act: (visit, id) => approveDeclaration(visit.ctx, id, { seenVersion: parse(z.object({ seen: whole(1, 1_000_000) }), visit.body).seen }),
  },
  'send-back': { isOpen: isStep('send_back'), fields: reason, act: (visit, id) => sendBack(visit.ctx, id, parse(said, visit.body)) },
  abandon: {
    isOpen: isStep('abandon'),
    fields: reason,
    isDangerous: true,
    act: (visit, id) => abandonDeclaration(visit.ctx, id, parse(said, visit.body)),
  },
  close: { isOpen: isStep('close'), fields: reason, act: (visit, id) => closeDeclaration(visit.ctx, id, parse(said, visit.body)) },
  file: {
    isOpen: isStep('file'),
    fields: (
      visit,
    ) => [text(visit, 'reference'), ...nowFields(visit, 'filed', 'declarations:field.filed', 'declarations:field.filed_hint')],
    act: async (visit, id) => {
      const { reference, filed_on: on, filed_time: time } = parse(
        z.object({ reference: line(100), filed_on: line(10), filed_time: line(5) }),
        visit.body,
      )
      await fileDeclaration(visit.ctx, id, { reference, filedAt: momentOf(on, time) })
    },
  },
  acknowledge: {
    isOpen: (visit, row) => isStep('acknowledge')(visit, row) && row.receipt === null,
    fields: (
      visit,
    ) => [text(visit, 'receipt'), ...nowFields(visit, 'received', 'declarations:field.received', 'declarations:field.received_hint')],
    act: async (visit, id) => {
      const { receipt, received_on: on, received_time: time } = parse(
        z.object({ receipt: line(100), received_on: line(10), received_time: line(5) }),
        visit.body,
      )
      await acknowledgeDeclaration(visit.ctx, id, { receipt, at: momentOf(on, time) })
    },
  },
  complete: {
    isOpen: (visit, row) => may(visit, 'declarations.write') && row.amends_id === null && isCompletable(row.state),
    fields: (visit) => nowFields(visit, 'suspected', 'declarations:field.learnt', 'declarations:field.learnt_hint'),
    hidden: () => [{ name: 'ticket', value: newTicket() }],
    act: async (visit, id) => {
      const { suspected_on: on, suspected_time: time, ticket } = parse(
        z.object({ suspected_on: line(10), suspected_time: line(5), ticket: optionalLine(64) }),
        visit.body,
      )
      return draftAmendment(visit.ctx, id, { learntAt: momentOf(on, time), ticket })
    },
  },
  suspend: {
    isOpen: (visit, row) => may(visit, 'declarations.decide') && row.hold_id === null && row.filed_at === null && row.ended_at === null,
    fields: (visit) => [grounds(visit)],
    effects: ({ t }) => [{ figure: t('holds:all_of_it'), text: t('declarations:effect.suspend') }, {
      figure: t('declarations:effect.two'),
      text: t('declarations:effect.two_text'),
    }],
    act: async (visit, id) => void (await suspendOperations(visit.ctx, id, parse(z.object({ grounds: words(4_000) }), visit.body))),
  },
  oppose: {
    isOpen: (visit, row) => may(visit, 'declarations.decide') && row.filed_at !== null && row.state !== 'closed',
    fields: (visit) => [{
      name: 'notified_on',
      type: 'date',
      label: visit.t('declarations:opposition.notified'),
      hint: visit.t('declarations:opposition.notified_hint'),
      value: parisDay(visit.ctx.now),
      max: parisDay(visit.ctx.now),
      width: 'short',
      isRequired: true,
    }, {
      ...text(visit, 'reference'),
      label: visit.t('declarations:opposition.reference'),
      hint: visit.t('declarations:opposition.reference_hint'),
    }, grounds(visit)],
    effects: ({ t }) => [{ figure: t('declarations:effect.days'), text: t('declarations:effect.days_text') }, {
      figure: t('declarations:effect.two'),
      text: t('declarations:effect.two_text'),
    }],
    act: async (visit, id) => {
      const { notified_on: on, reference, grounds: why } = parse(
        z.object({ notified_on: line(10), reference: line(100), grounds: words(4_000) }),
        visit.body,
      )
      await noteOpposition(visit.ctx, id, { notifiedOn: on, reference, grounds: why })
    },
  },
  extend: {
    isOpen: (visit) => may(visit, 'declarations.decide'),
    hasFile: true,
    hidden: ({ query, body }) => [{ name: 'opposition', value: askedText(query['opposition'] ?? body['opposition'], 40) }],
    fields: ({ t }) => [{
      name: 'extended_to',
      type: 'date',
      label: t('declarations:opposition.extended'),
      hint: t('declarations:opposition.extended_hint'),
      width: 'short',
      isRequired: true,
    }, {
      name: 'file',
      type: 'file',
      label: t('declarations:opposition.order'),
      hint: t('declarations:opposition.order_hint'),
      accept: '.pdf',
      isRequired: true,
    }],
    act: async (visit, id) => {
      const { opposition, extended_to: to } = parse(z.object({ opposition: line(40), extended_to: line(10) }), visit.body)
      await extendOpposition(visit.ctx, id, { oppositionId: opposition, extendedTo: to, files: visit.files })
    },
  },
})

const actOfPath = (visit: Visit): { name: string; act: Act } => {
  const name = param(visit, 'act')
  if (!Object.hasOwn(acts, name)) throw notFound()
  return { name, act: acts[name]! }
}

/** An extension names the opposition it is of, and shows its last day. */
const intro = async ({ t, lang, ctx, query }: Visit, name: string, row: DeclarationRow): Promise<string> => {
  const asked = askedText(query['opposition'], 40)
  if (name !== 'extend' || !isId('dopp', asked)) return t(`declarations:act_intro.${name.replace('-', '_')}`)
  const one = (await listOppositions(ctx.db, row.id)).find(({ id }) => id === asked)
  return t('declarations:act_intro.extend_of', { day: one ? formatDay(one.later_on, lang) : '–' })
}

/** GET /console/declarations/:id/acts/:act: the page before an act. What cannot be done now leads back. */
export const showAct = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const { name, act } = actOfPath(visit)
  const row = await readDeclaration(visit.ctx, param(visit, 'id'))
  if (!act.isOpen(visit, row)) return refused ? drawDeclaration(visit, row, refused) : seeOther(pathOf(row))
  const known = new Set(act.fields(visit, row).map(({ name: one }) => one))
  const isOfPage = refused !== undefined && Object.keys(refused.errors).some((one) => !known.has(one))
  if (isOfPage && name === 'approve') return drawDeclaration(visit, row, refused)
  return view('declarations/act', {
    title: t(`declarations:act.${name.replace('-', '_')}`),
    back: { href: pathOf(row), label: t('declarations:back') },
    errors: errorLines(refused?.errors, t),
    hasFile: act.hasFile ?? false,
    form: {
      action: `${pathOf(row)}/acts/${name}`,
      intro: await intro(visit, name, row),
      effects: act.effects?.(visit, row) ?? [],
      hidden: act.hidden?.(visit, row) ?? [],
      fields: refill(act.fields(visit, row), refused?.values ?? {}, refused?.errors ?? {}, t),
      submit: t(`declarations:act.${name.replace('-', '_')}`),
      isDangerous: act.isDangerous ?? false,
      cancel: { label: t('web:verb.cancel'), href: pathOf(row) },
    },
  })
}

/** POST /console/declarations/:id/acts/:act */
export const postAct = async (visit: Visit): Promise<Answer> => {
  const { name, act } = actOfPath(visit)
  const id = param(visit, 'id')
  const next = await act.act(visit, id)
  return seeOther(`${here}/${next ?? id}`, good(`declarations:flash.${name.replace('-', '_')}`))
}
