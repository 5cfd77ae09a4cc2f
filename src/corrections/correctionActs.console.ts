import { z } from 'zod'
import { legColumns } from '#src/ledger/entryModel.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Effect, type Field, type Hidden } from '#src/web/components.ts'
import { line, parse, proposalSeen, words } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { excessOf, isTold, payableCents, seenOf, type Effects } from './correction.ts'
import { correctionFacts, correctionOfPath, drawCorrection, plannedEntry, type OneCorrection } from './correction.console.ts'
import { effectsOfBooking, effectsOfUndoing, findBooked, purseOf, readSums, wantedOf } from './correctionMoney.ts'
import { listBeside, type CorrectionRow } from './corrections.sql.ts'
import { correctionChip, correctionPath, lostOf, money, type Refused } from './correctionWords.page.ts'
import { confirmCorrection, declineCorrection, withdrawCorrection } from './decideCorrection.ts'
import { confirmUndo, declineUndo, proposeUndo, undoMark, withdrawUndo } from './undoCorrection.ts'

type Act = 'confirm' | 'propose_undo' | 'confirm_undo'
type ActPage = {
  name: Act
  effects: Effects | null
  shown: Effect[]
  fields: Field[]
  hidden: Hidden[]
  decline: string | null
  stop: { tone: 'warning'; title: string; text: string } | null
}

const pathOf: Record<Act, string> = { confirm: 'confirm', propose_undo: 'propose-undo', confirm_undo: 'confirm-undo' }

const reasonField = ({ t }: Visit): Field => ({
  name: 'reason',
  type: 'textarea',
  rows: 3,
  width: 'full',
  maxlength: 4_000,
  label: t('web:form.reason'),
  hint: t('web:form.reason_hint'),
  isRequired: true,
})

const readOf = (row: CorrectionRow): Hidden => ({ name: 'proposal', value: undoMark(row) })

const declineModel = (visit: Visit, { row }: OneCorrection, path: string | null, refused?: Refused) => {
  if (path === null) return null
  const field =
    refill(
      [{ ...reasonField(visit), label: visit.t('corrections:decline.reason') }],
      refused?.values ?? {},
      refused?.errors ?? {},
      visit.t,
    )[0]
  const hidden = path === 'decline-undo' ? [readOf(row)] : []
  return { action: `${correctionPath(row)}/${path}`, field, hidden, isOpen: Boolean(refused?.errors['reason']) }
}

const formModel = ({ t }: Visit, { row }: OneCorrection, { name, shown, fields, hidden }: ActPage, refused?: Refused) => ({
  action: `${correctionPath(row)}/${pathOf[name]}`,
  intro: t(`corrections:${name}.intro`),
  effects: shown,
  undo: name === 'confirm' ? t('corrections:confirm.undo') : '',
  hidden,
  fields: refill(fields, refused?.values ?? {}, refused?.errors ?? {}, t),
  submit: t(`corrections:${name}.submit`),
  isDangerous: false,
  cancel: { label: t('web:verb.cancel'), href: correctionPath(row) },
})

/**
 * The page before an act on a correction: every figure, the entry, then the act. Where it cannot be done now it says why, and can be
 * declined all the same.
 */
const actPage = async (visit: Visit, one: OneCorrection, act: ActPage, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const { row } = one
  const lost = lostOf(visit, refused)
  return view('corrections/act', {
    title: t(`corrections:${act.name}.title`),
    back: { href: correctionPath(row), label: t(`corrections:kind.${row.kind}`) },
    id: row.id,
    sentence: '',
    lost,
    stop: lost ? null : act.stop,
    errors: refused && !lost ? errorLines(refused.errors, t) : [],
    facts: await correctionFacts(visit, one),
    entries: act.effects ? [plannedEntry(visit, row, act.effects.legs, act.name === 'confirm' ? 'correction' : 'reversal')] : [],
    columns: legColumns(visit),
    form: act.effects ? formModel(visit, one, act, refused) : null,
    decline: declineModel(visit, one, act.decline, refused),
  })
}

/** What it becomes, beside what it was. */
const becomes = (visit: Visit, { currency }: CorrectionRow, name: string, before: number, after: number): Effect => ({
  figure: money(visit, after, currency),
  text: visit.t(`corrections:effect.${name}${before === after ? '_same' : ''}`, { before: money(visit, before, currency) }),
})

const balanceEffects = (visit: Visit, row: CorrectionRow, { before, after, settledCents }: Effects): Effect[] => {
  const { t } = visit
  if (row.merchant_id === null) return [{ figure: t('corrections:no_merchant'), text: t('corrections:effect.no_merchant') }]
  const owed: Effect[] = before.owedCents || after.owedCents
    ? [{
      ...becomes(visit, row, 'owed', before.owedCents, after.owedCents),
      ...(after.owedCents > before.owedCents ? { tone: 'warning' as const } : {}),
    }]
    : []
  return [
    becomes(visit, row, 'available', before.availableCents, after.availableCents),
    ...owed,
    ...(settledCents === 0
      ? []
      : [{
        figure: money(visit, Math.abs(settledCents), row.currency),
        text: t(`corrections:effect.${settledCents > 0 ? 'repaid' : 'overdraft'}`),
      }]),
    becomes(visit, row, row.currency === 'eur' ? 'payout' : 'foreign', payableCents(before), payableCents(after)),
  ]
}

const toldEffect = ({ t }: Visit, { kind }: CorrectionRow, name: 'booked' | 'undone'): Effect => ({
  figure: t('corrections:effect.told_figure'),
  text: t(`corrections:effect.${isTold(kind) ? `told_${name}` : 'silent'}`),
})

/** Somebody else puts the same thing right, or did: seen before it is done twice. */
const besideEffect = (visit: Visit, one: CorrectionRow): Effect => ({
  figure: money(visit, one.amount_cents, one.currency),
  text: visit.t('corrections:effect.other', {
    kind: visit.t(`corrections:kind.${one.kind}`),
    state: correctionChip(visit, one).label,
  }),
  href: correctionPath(one),
  tone: 'warning',
})

/** GET /console/corrections/:id/confirm: what would be booked, and what that makes of his balances. */
export const showConfirm = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const one = await correctionOfPath(visit)
  const { row } = one
  if (row.state !== 'proposed' || row.proposed_by === ctx.actor.id)
    return refused
      ? drawCorrection(visit, one, refused)
      : seeOther(correctionPath(row))
  const sums = await readSums(ctx.db, purseOf(row))
  const [effects, excess] = [effectsOfBooking(row, sums), excessOf(wantedOf(row), sums)]
  const beside = await listBeside(ctx.db, row)
  const shown = effects
    ? [...balanceEffects(visit, row, effects), toldEffect(visit, row, 'booked'), ...beside.map((other) => besideEffect(visit, other))]
    : []
  const stop = excess
    ? { tone: 'warning' as const, title: t(`errors:correction_${excess}.title`), text: t(`errors:correction_${excess}.text`) }
    : null
  return actPage(visit, one, {
    name: 'confirm',
    effects,
    shown,
    fields: [],
    hidden: effects ? [{ name: 'seen', value: seenOf(effects, beside) }] : [],
    decline: 'decline',
    stop,
  }, refused)
}

const seenForm = z.object({ seen: line(400) })
const reasonForm = z.object({ reason: words(4_000) })

/** POST /console/corrections/:id/confirm */
export const postConfirm = async (visit: Visit): Promise<Answer> => {
  const { row } = await correctionOfPath(visit)
  await confirmCorrection(visit.ctx, row.id, parse(seenForm, visit.body))
  return seeOther(correctionPath(row), good('corrections:flash.booked'))
}

/** POST /console/corrections/:id/decline */
export const postDecline = async (visit: Visit): Promise<Answer> => {
  const { row } = await correctionOfPath(visit)
  await declineCorrection(visit.ctx, row.id, parse(reasonForm, visit.body))
  return seeOther(correctionPath(row), good('corrections:flash.declined'))
}

/** POST /console/corrections/:id/withdraw */
export const postWithdraw = async (visit: Visit): Promise<Answer> => {
  const { row } = await correctionOfPath(visit)
  await withdrawCorrection(visit.ctx, row.id)
  return seeOther(correctionPath(row), good('corrections:flash.withdrawn'))
}

/** POST /console/corrections/:id/withdraw-undo */
export const postWithdrawUndo = async (visit: Visit): Promise<Answer> => {
  const { row } = await correctionOfPath(visit)
  await withdrawUndo(visit.ctx, row.id)
  return seeOther(correctionPath(row), good('corrections:flash.undo_withdrawn'))
}

const undoEffects = async (visit: Visit, row: CorrectionRow): Promise<Effects | null> => {
  const entry = await findBooked(visit.ctx.db, row)
  return entry && effectsOfUndoing(entry, await readSums(visit.ctx.db, purseOf(row)))
}

const undoPage = async (visit: Visit, one: OneCorrection, name: 'propose_undo' | 'confirm_undo', refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const effects = await undoEffects(visit, one.row)
  const shown = effects ? [...balanceEffects(visit, one.row, effects), toldEffect(visit, one.row, 'undone')] : []
  const stop = effects
    ? null
    : { tone: 'warning' as const, title: t('errors:correction_is_gone.title'), text: t('errors:correction_is_gone.text') }
  const hidden = effects && name === 'confirm_undo' ? [{ name: 'seen', value: seenOf(effects) }, readOf(one.row)] : []
  return actPage(visit, one, {
    name,
    effects,
    shown,
    fields: name === 'propose_undo' ? [reasonField(visit)] : [],
    hidden,
    decline: name === 'confirm_undo' ? 'decline-undo' : null,
    stop,
  }, refused)
}

/** GET /console/corrections/:id/propose-undo: what reversing it would do. */
export const showProposeUndo = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const one = await correctionOfPath(visit)
  if (one.row.state !== 'booked') return refused ? drawCorrection(visit, one, refused) : seeOther(correctionPath(one.row))
  return undoPage(visit, one, 'propose_undo', refused)
}

/** POST /console/corrections/:id/propose-undo */
export const postProposeUndo = async (visit: Visit): Promise<Answer> => {
  const { row } = await correctionOfPath(visit)
  await proposeUndo(visit.ctx, row.id, parse(reasonForm, visit.body))
  return seeOther(correctionPath(row), good('corrections:flash.undo_proposed'))
}

/** GET /console/corrections/:id/confirm-undo */
export const showConfirmUndo = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const one = await correctionOfPath(visit)
  if (one.row.state !== 'undo_proposed' || one.row.undo_proposed_by === visit.ctx.actor.id)
    return refused
      ? drawCorrection(visit, one, refused)
      : seeOther(correctionPath(one.row))
  return undoPage(visit, one, 'confirm_undo', refused)
}

/** POST /console/corrections/:id/confirm-undo */
export const postConfirmUndo = async (visit: Visit): Promise<Answer> => {
  const { row } = await correctionOfPath(visit)
  await confirmUndo(visit.ctx, row.id, parse(seenForm.extend({ proposal: proposalSeen() }), visit.body))
  return seeOther(correctionPath(row), good('corrections:flash.undone'))
}

/** POST /console/corrections/:id/decline-undo */
export const postDeclineUndo = async (visit: Visit): Promise<Answer> => {
  const { row } = await correctionOfPath(visit)
  await declineUndo(visit.ctx, row.id, parse(reasonForm.extend({ proposal: proposalSeen() }), visit.body))
  return seeOther(correctionPath(row), good('corrections:flash.undo_declined'))
}
