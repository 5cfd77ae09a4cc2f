import { isUsualDay, type Day } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { isAllowed, type Seat } from '#src/kernel/permissions.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findStaff } from '#src/staff/staff.sql.ts'
import { seatLifecycle, type SeatAction } from './seat.ts'
import { changeSeat, insertSeat, lockSeat, type SeatRow } from './seats.sql.ts'

const mustAppoint = ({ actor }: Tx): void => {
  if (actor.kind !== 'staff' || !isAllowed(actor.roles, 'circle.appoint')) throw forbidden()
}

/** One officer asks that somebody be named to the circle, from a day on. 403; 422 `staff_id` for nobody of ours; 409 `has_a_seat`. */
export const proposeSeat = (ctx: Ctx | Tx, said: { staffId: string; seat: Seat; fromOn: Day; reason: string }): Promise<string> =>
  unit(ctx, async (tx) => {
    mustAppoint(tx)
    if (!isUsualDay(said.fromOn)) throw invalid({ from_on: 'web:field.bad_value' })
    if (!said.reason.trim()) throw invalid({ reason: 'web:field.missing' })
    if ((await findStaff(tx.db, said.staffId))?.state !== 'active') throw invalid({ staff_id: 'web:field.bad_choice' })
    const id = newId('seat', tx.now)
    if (
      !(await insertSeat(tx.db, {
        id,
        staff_id: said.staffId,
        seat: said.seat,
        from_on: said.fromOn,
        reason: said.reason,
        proposed_by: tx.actor.id,
        proposed_at: tx.now,
      }))
    ) throw conflict('has_a_seat')
    await record(tx, 'seat.proposed', { subject: id, data: { ownerId: said.staffId, seat: said.seat, fromOn: said.fromOn } })
    return id
  })

const move = (
  ctx: Ctx | Tx,
  id: string,
  action: SeatAction,
  change: (tx: Tx, seat: SeatRow) => Parameters<typeof changeSeat>[2],
): Promise<void> =>
  unit(ctx, async (tx) => {
    const seat = await lockSeat(tx.db, id)
    if (!seat) throw notFound()
    const { to, event, fourEyes } = step(seatLifecycle, seat.state, action, tx.actor)
    const isOwn = seat.proposed_by === tx.actor.id || (action === 'confirm' && seat.staff_id === tx.actor.id)
    if (fourEyes && isOwn) throw forbidden('four_eyes')
    await changeSeat(tx.db, id, { ...change(tx, seat), state: to })
    await record(tx, event, { subject: id, data: { ownerId: seat.staff_id, seat: seat.seat } })
  })

const decided = (tx: Tx) => ({ decided_by: tx.actor.id, decided_at: tx.now })

/** The second officer agrees: the door opens on its first day. 403 `four_eyes` to who proposed it, and to who is named. */
export const confirmSeat = (ctx: Ctx | Tx, id: string): Promise<void> => move(ctx, id, 'confirm', decided)
export const declineSeat = (ctx: Ctx | Tx, id: string): Promise<void> => move(ctx, id, 'decline', decided)

/** From the next click on the door is closed to him. */
export const endSeat = (ctx: Ctx | Tx, id: string, { reason }: { reason: string }): Promise<void> =>
  move(ctx, id, 'end', (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    return { ended_by: tx.actor.id, ended_at: tx.now, end_reason: reason }
  })
