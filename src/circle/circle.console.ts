import { z } from 'zod'
import { parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { openSteps } from '#src/kernel/lifecycle.ts'
import { seats } from '#src/kernel/permissions.ts'
import type { ClosedSeatState } from '#src/platform/db.types.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Chip, type Columns, type Fact, type Field } from '#src/web/components.ts'
import { choice, line, parse, words } from '#src/web/fields.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { confirmSeat, declineSeat, endSeat, proposeSeat } from './nameSeat.ts'
import { seatLifecycle } from './seat.ts'
import { findSeat, listNameable, listSeats, type NamedSeat } from './seats.sql.ts'

type Refused = { errors: Record<string, string>; values: Record<string, unknown> }
const here = '/console/circle'

const tones = { proposed: 'waiting', held: 'good', declined: 'neutral', ended: 'neutral' } as const satisfies Record<
  ClosedSeatState,
  Chip['tone']
>
const chipOf = ({ t, ctx }: Visit, { state, from_on: fromOn, isActive }: NamedSeat): Chip => {
  if (state !== 'held') return { tone: tones[state], label: t(`circle:state.${state}`) }
  if (!isActive) return { tone: 'warning', label: t('circle:state.shut') }
  return fromOn > parisDay(ctx.now)
    ? { tone: 'waiting', label: t('circle:state.to_come') }
    : { tone: 'good', label: t('circle:state.held') }
}

const columnsOf = ({ t }: Visit): Columns => ({
  name: { label: t('circle:field.person'), isLead: true, isWide: true },
  seat: { label: t('circle:field.seat') },
  from: { label: t('circle:field.from') },
  state: { label: t('web:word.state') },
})

const fieldsOf = async ({ t, ctx }: Visit): Promise<Field[]> => [
  {
    name: 'staff_id',
    type: 'select',
    label: t('circle:field.person'),
    options: [
      { value: '', label: t('circle:field.choose') },
      ...(await listNameable(ctx.db)).map(({ id, name }) => ({ value: id, label: name })),
    ],
    isRequired: true,
    width: 'medium',
  },
  {
    name: 'seat',
    type: 'radios',
    label: t('circle:field.seat'),
    options: seats.map((value) => ({ value, label: t(`circle:seat.${value}`), hint: t(`circle:seat_hint.${value}`) })),
    value: 'declarant',
    isRequired: true,
  },
  { name: 'from_on', type: 'date', label: t('circle:field.from'), value: parisDay(ctx.now), width: 'short', isRequired: true },
  {
    name: 'reason',
    type: 'textarea',
    rows: 2,
    width: 'full',
    maxlength: 2_000,
    label: t('circle:field.reason'),
    hint: t('circle:field.reason_hint'),
    isRequired: true,
  },
]

/** GET /console/circle: who is of the closed circle, since when, on whose word. What the circle does is not here. */
export const showCircle = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const all = await listSeats(ctx.db)
  const hasDeclarant = all.some(({ state, seat, isActive }) => state === 'held' && seat === 'declarant' && isActive)
  return view('circle/list', {
    title: t('circle:title'),
    sentence: t('circle:sentence'),
    errors: errorLines(refused?.errors, t),
    notice: hasDeclarant ? null : { tone: 'warning', title: t('circle:no_declarant_title'), text: t('circle:no_declarant') },
    columns: columnsOf(visit),
    rows: all.map((one) => ({
      href: `${here}/${one.id}`,
      name: one.name,
      seat: t(`circle:seat.${one.seat}`),
      fromOn: one.from_on,
      chip: chipOf(visit, one),
    })),
    empty: { title: t('circle:empty_title'), text: t('circle:empty_text'), icon: 'lock' },
    fields: refill(await fieldsOf(visit), refused?.values ?? {}, refused?.errors ?? {}, t),
    isOpen: Boolean(refused),
  })
}

/** POST /console/circle */
export const postSeat = async (visit: Visit): Promise<Answer> => {
  const said = parse(z.object({ staff_id: line(40), seat: choice(seats), from_on: line(10), reason: words(2_000) }), visit.body)
  const id = await proposeSeat(visit.ctx, { staffId: said.staff_id, seat: said.seat, fromOn: said.from_on, reason: said.reason })
  return seeOther(`${here}/${id}`, good('circle:flash.proposed'))
}

const seatOfPath = async (visit: Visit): Promise<NamedSeat> => {
  const id = param(visit, 'id')
  const seat = isId('seat', id) ? await findSeat(visit.ctx.db, id) : null
  if (!seat) throw notFound()
  return seat
}

const factsOf = async ({ t, ctx }: Visit, seat: NamedSeat): Promise<Fact[]> => {
  const names = await namesOfStaff(ctx.db, [seat.proposed_by, seat.decided_by, seat.ended_by].filter((id): id is string => id !== null))
  const by = (
    label: string,
    who: string | null,
    at: Date | null,
  ): Fact[] => (who && at ? [{ label: t(`circle:field.${label}`), at, note: names.get(who) ?? who }] : [])
  return [
    { label: t('circle:field.person'), text: seat.name },
    { label: t('circle:field.seat'), text: t(`circle:seat.${seat.seat}`), note: t(`circle:seat_hint.${seat.seat}`) },
    { label: t('circle:field.from'), day: seat.from_on },
    { label: t('circle:field.reason'), text: seat.reason },
    ...by('proposed', seat.proposed_by, seat.proposed_at),
    ...by(seat.state === 'declined' ? 'declined' : 'confirmed', seat.decided_by, seat.decided_at),
    ...by('ended', seat.ended_by, seat.ended_at),
    ...(seat.end_reason ? [{ label: t('circle:field.end_reason'), text: seat.end_reason }] : []),
  ]
}

/** GET /console/circle/:id: one appointment, and what can be done with it; where nothing can, why. */
export const showSeat = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const seat = await seatOfPath(visit)
  const steps = openSteps(seatLifecycle, seat.state, ctx.actor)
  const own = seat.proposed_by === ctx.actor.id ? 'own' : seat.staff_id === ctx.actor.id ? 'self' : null
  const path = `${here}/${seat.id}`
  const reason: Field = {
    name: 'reason',
    type: 'textarea',
    rows: 2,
    width: 'full',
    maxlength: 2_000,
    label: t('web:form.reason'),
    isRequired: true,
    ...(refused?.errors['reason'] ? { error: t(refused.errors['reason']) } : {}),
  }
  return view('circle/show', {
    title: seat.name,
    back: { href: here, label: t('circle:title') },
    chip: chipOf(visit, seat),
    facts: await factsOf(visit, seat),
    errors: errorLines(refused?.errors, t),
    actions: steps.includes('confirm')
      ? (own
        ? [{ label: t('circle:act.confirm'), reason: t(`circle:missing.${own}`) }]
        : [{ label: t('circle:act.decline'), post: `${path}/decline`, kind: 'plain' }, {
          label: t('circle:act.confirm'),
          post: `${path}/confirm`,
          icon: 'check',
          kind: 'primary',
        }])
      : [],
    end: steps.includes('end') ? { action: `${path}/end`, field: reason, isOpen: Boolean(refused) } : null,
  })
}

const acted = async (visit: Visit, act: (id: string) => Promise<void>, flash: string): Promise<Answer> => {
  const { id } = await seatOfPath(visit)
  await act(id)
  return seeOther(`${here}/${id}`, good(flash))
}

/** POST /console/circle/:id/confirm, /decline, /end */
export const postConfirmSeat = (visit: Visit): Promise<Answer> => acted(visit, (id) => confirmSeat(visit.ctx, id), 'circle:flash.confirmed')
export const postDeclineSeat = (visit: Visit): Promise<Answer> => acted(visit, (id) => declineSeat(visit.ctx, id), 'circle:flash.declined')
export const postEndSeat = (visit: Visit): Promise<Answer> =>
  acted(visit, (id) => endSeat(visit.ctx, id, parse(z.object({ reason: words(2_000) }), visit.body)), 'circle:flash.ended')
