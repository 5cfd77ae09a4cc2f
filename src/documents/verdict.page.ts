import { inSentence, listed, refusalText, titleOf } from '#src/checks/words.page.ts'
import { refill, type Action, type Chip, type Field, type Hidden, type Tone } from '#src/web/components.ts'
import type { Refused } from '#src/reviews/lostRace.page.ts'
import { staffName } from '#src/reviews/case.page.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Bench } from './bench.page.ts'
import { documentLifecycle, refusalReasons, type DocumentState } from './document.ts'
import type { DocumentRow } from './documents.sql.ts'

const tones: Record<DocumentState, Tone> = {
  received: 'waiting',
  accepted: 'good',
  refused: 'bad',
  superseded: 'neutral',
  withdrawn: 'neutral',
}
const icons: Record<DocumentState, string> = {
  received: 'circle',
  accepted: 'check',
  refused: 'x',
  superseded: 'minus',
  withdrawn: 'minus',
}

export const stateChip = ({ t }: Visit, { state }: Pick<DocumentRow, 'state'>): Chip => ({
  tone: tones[state],
  label: t(`documents:state.${state}`),
})
/** A state in a place too narrow for its word: the icon, the word beside it for those who listen. */
export const stateMark = ({ t }: Visit, { state }: Pick<DocumentRow, 'state'>) => ({
  tone: tones[state],
  icon: icons[state],
  word: t(`documents:state.${state}`),
})

/** A verdict leaves the reader where he was: the forms carry the page. */
const carried = ({ page }: Bench): Hidden[] => [{ name: 'page', value: String(page) }]

export const missingReason = ({ t }: Visit, { missing, case: one }: Bench): string =>
  missing === null ? '' : t(`documents:missing.${missing}`, missing === 'held' ? { who: staffName(one, one.review?.owner_id ?? null) } : {})

const judgedModel = (visit: Visit, { piece, case: one }: Bench) =>
  piece.state === 'received' || !piece.decided_at
    ? null
    : {
      chip: stateChip(visit, piece),
      who: staffName(one, piece.decided_by),
      at: piece.decided_at,
      why: piece.state === 'refused' || piece.refusal_reason ? visit.t(`documents:refusal.${piece.refusal_reason ?? 'other'}`) : '',
      note: piece.refusal_note ?? '',
    }

type Step = 'accept' | 'refuse' | 'reconsider'
const isOpen = ({ piece, missing }: Bench, step: Step): boolean => missing === null && step in documentLifecycle[piece.state]

const button = (visit: Visit, bench: Bench, step: Step, look: Partial<Action>): Action | null =>
  isOpen(bench, step)
    ? { label: visit.t(`documents:verdict.${step}`), post: `/console/documents/${bench.piece.id}/${step}`, fields: carried(bench), ...look }
    : null

/** Each reason under its digit; the tenth has none. */
const reasonOptions = ({ t }: Visit, chosen: unknown) =>
  refusalReasons.map((value, i) => ({
    value,
    label: t(`documents:refusal.${value}`),
    key: i < 9 ? String(i + 1) : '',
    isChosen: value === chosen,
    id: i === 0 ? 'f-reason' : `f-reason-${i + 1}`,
  }))

const failedChecks = ({ findings }: Bench) =>
  findings.checks.filter(({ verdict, is_warning: isWarning }) => verdict === 'fail' && !isWarning)

/** What the failed checks say: a first wording for who refuses. */
const suggested = (visit: Visit, bench: Bench): string =>
  failedChecks(bench).map(({ check_id: id }) => refusalText(visit, id)).filter(Boolean).join('\n')

const noteField = ({ t }: Visit, value: string): Field => ({
  name: 'note',
  type: 'textarea',
  label: t('documents:refuse.note'),
  hint: t('documents:refuse.note_hint'),
  rows: 2,
  width: 'full',
  maxlength: 1_000,
  isOptional: true,
  value,
})

const refuseForm = (visit: Visit, bench: Bench, refused: Refused | undefined) => {
  if (!isOpen(bench, 'refuse')) return null
  const { values = {}, errors = {} } = refused ?? {}
  const isBack = 'note' in values
  const proposed = bench.findings.finding?.proposed_refusal ?? ''
  return {
    action: `/console/documents/${bench.piece.id}/refuse`,
    hidden: carried(bench),
    isOpen: isBack,
    reasons: reasonOptions(visit, isBack ? values['reason'] : proposed),
    proposed: !isBack && proposed ? visit.t('documents:refuse.proposed') : '',
    reasonError: errors['reason'] ? visit.t(errors['reason']) : '',
    note: refill([noteField(visit, isBack ? '' : suggested(visit, bench))], isBack ? values : {}, errors, visit.t)[0],
  }
}

/** Against the program's word a piece is accepted with a reason. */
const acceptForm = (visit: Visit, bench: Bench, refused: Refused | undefined) => {
  if (!isOpen(bench, 'accept') || failedChecks(bench).length === 0) return null
  const { values = {}, errors = {} } = refused ?? {}
  const isBack = 'why' in values || 'why' in errors
  const label = visit.t('documents:accept.why')
  const hint = visit.t('documents:accept.why_hint', {
    what: listed(visit, failedChecks(bench).map(({ check_id: id }) => inSentence(titleOf(visit, id)))),
  })
  const field: Field = { name: 'why', type: 'textarea', label, hint, rows: 2, width: 'full', maxlength: 1_000, isRequired: true }
  return {
    action: `/console/documents/${bench.piece.id}/accept`,
    hidden: carried(bench),
    isOpen: isBack,
    why: refill([field], isBack ? values : {}, isBack ? errors : {}, visit.t)[0],
  }
}

/** Checks that the verdict which stands let pass, and why. */
const overridesModel = (visit: Visit, { findings: { overrides, names }, piece }: Bench) => {
  // those of a verdict that was taken back stay on record, and are no longer said of the piece
  const together = overrides.filter(({ overridden_at: at }) => piece.state === 'accepted' && at.getTime() === piece.decided_at?.getTime())
  const [last] = together
  if (!last) return null
  const what = listed(visit, together.map(({ check_id: id }) => inSentence(titleOf(visit, id))))
  return {
    what: visit.t('documents:accept.overridden', { what }),
    reason: last.reason,
    who: names.get(last.overridden_by) ?? last.overridden_by,
    at: last.overridden_at,
  }
}

/** The verdict that stands, and what may be done now; or why nothing may. */
export const verdictModel = (visit: Visit, bench: Bench, refused?: Refused) => {
  const form = acceptForm(visit, bench, refused)
  return {
    judged: judgedModel(visit, bench),
    overridden: overridesModel(visit, bench),
    missing: missingReason(visit, bench),
    voids: bench.case.proposal && bench.missing === null ? visit.t('documents:verdict.voids_proposal') : '',
    accept: form ? null : button(visit, bench, 'accept', { kind: 'primary', icon: 'check', key: 'a' }),
    acceptForm: form,
    reconsider: button(visit, bench, 'reconsider', { icon: 'refresh', key: 'u' }),
    refuse: refuseForm(visit, bench, refused),
  }
}
