import { isDay, parisDay, type Day } from '#src/kernel/calendar.ts'
import { forbidden, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { findUser } from '#src/merchants/merchantUsers.sql.ts'
import { letterLang } from '#src/notifications/letterDates.ts'
import { writeMail } from '#src/notifications/writeMail.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { birthProblem } from './birth.ts'
import { letterTo, linkOf } from './letterTo.ts'
import { noteAct } from './moveRequest.ts'
import { insertRequest, insertSubject, type RightsRow } from './rights.sql.ts'
import { answerBy } from './rightsClock.ts'
import type { RightsChannel, RightsKind, RightsRequester } from './rightsRequest.ts'

export type TakenIn = {
  kind: RightsKind
  requester: RightsRequester
  channel: Exclude<RightsChannel, 'merchant_area'>
  name: string
  email: string
  postalAddress: string
  birthDate: Day | null
  said: string
  identityGiven: string
  receivedOn: Day
  lang: 'fr' | 'en'
  ticket?: string | undefined
}

/** A letter that lay in a tray for a year is as old as can be; the month has run all the while. */
const oldest = 366

const check = (tx: Tx, { receivedOn, birthDate, email, postalAddress }: TakenIn): void => {
  const today = parisDay(tx.now)
  if (!isDay(receivedOn)) throw invalid({ received_on: 'web:field.bad_date' })
  if (receivedOn > today) throw invalid({ received_on: 'rights:field.in_future' })
  if (receivedOn < parisDay(new Date(tx.now.getTime() - oldest * 86_400_000))) throw invalid({ received_on: 'rights:field.too_old' })
  const badBirth = birthDate === null ? null : birthProblem(birthDate, today)
  if (badBirth) throw invalid({ birth_date: badBirth })
  if (email === '' && postalAddress === '') throw invalid({ email: 'rights:field.no_address' })
}

/** The person reads that it came, and until when it will be answered. */
const acknowledge = async (tx: Tx, request: RightsRow): Promise<void> => {
  const { id, kind, email, due_on: dueOn, received_on: receivedOn } = request
  if (email)
    await writeMail(tx, {
      template: 'rights_received',
      to: letterTo(request),
      subjectId: id,
      dedupeKey: `rights-received:${id}`,
      values: { reference: id, kind, receivedOn, dueOn, ...(await linkOf(tx.db, request)) },
    })
}

const keep = async (
  tx: Tx,
  row: Omit<Parameters<typeof insertRequest>[1], 'id' | 'due_on' | 'recorded_at' | 'recorded_by_kind' | 'recorded_by'>,
): Promise<RightsRow> => {
  const request = await insertRequest(tx.db, {
    ...row,
    id: newId('rght', tx.now),
    due_on: answerBy(row.received_on),
    recorded_at: tx.now,
    recorded_by_kind: tx.actor.kind,
    recorded_by: tx.actor.id,
  })
  await noteAct(tx, request, 'rights_request.received', {
    facts: {
      kind: request.kind,
      requester: request.requester,
      channel: request.channel,
      receivedOn: request.received_on,
      dueOn: request.due_on,
    },
  })
  await acknowledge(tx, request)
  return request
}

/**
 * Our people take in what came by letter or mail: the clock has run since it came. Null for a form that was sent before. 403; 422 naming
 * what is wrong.
 */
export const takeIn = (ctx: Ctx, said: TakenIn): Promise<string | null> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'rights.handle')) throw forbidden()
    check(tx, said)
    if (!(await takeTicket(tx, said.ticket))) return null
    const { kind, requester, channel, name, email, postalAddress, birthDate, said: words, identityGiven, receivedOn, lang } = said
    return (await keep(tx, {
      kind,
      requester,
      channel,
      language: lang,
      name,
      email: email || null,
      postal_address: postalAddress || null,
      birth_date: birthDate,
      said: words,
      identity_given: identityGiven,
      received_on: receivedOn,
    }))
      .id
  })

/** A signed-in user asks for himself: who he is, his sign-in says. Null for a form that was sent before. */
export const fileOwnRequest = (
  ctx: Ctx,
  { kind, said, ticket }: { kind: RightsKind; said: string; ticket?: string | undefined },
): Promise<string | null> =>
  unit(ctx, async (tx) => {
    const { actor } = tx
    const user = actor.kind === 'merchant' ? await findUser(tx.db, actor.id) : null
    if (!user) throw forbidden()
    if (!(await takeTicket(tx, ticket))) return null
    const request = await keep(tx, {
      kind,
      requester: 'merchant_user',
      channel: 'merchant_area',
      language: letterLang(user.language),
      name: user.name || user.email,
      email: user.email,
      said,
      merchant_id: user.merchant_id,
      merchant_user_id: user.id,
      received_on: parisDay(tx.now),
    })
    await insertSubject(tx.db, {
      request_id: request.id,
      kind: 'user',
      subject_id: user.id,
      merchant_id: user.merchant_id,
      linked_by: user.id,
      linked_at: tx.now,
    })
    return request.id
  })
