import { openDataBreach } from '#src/dataBreaches/workDataBreach.ts'
import { proposeErasure } from '#src/erasure/erasePerson.ts'
import { digestOf } from '#src/erasure/plan.ts'
import { planErasure } from '#src/erasure/planErasure.sql.ts'
import { fileOwnRequest, takeIn } from '#src/rights/fileRequest.ts'
import { doubtIdentity, takeRequest } from '#src/rights/handleRequest.ts'
import { linkSubject } from '#src/rights/linkSubject.ts'
import { addDays } from '#src/kernel/calendar.ts'
import type { Story } from '../timeline.ts'
import { dayAgo, keeper, merchantAt, shopAt, staffAt, type Work } from './desk.ts'
import { listKnownPayers } from './persons.sql.ts'
import { personWords as words } from './words.ts'

const letter = { requester: 'payer', channel: 'letter', postalAddress: '', birthDate: null, lang: 'fr' } as const

/** A payer wants to be forgotten: he is found, what may go is proposed, and waits for the officer. */
async function* forget(work: Work): Story {
  const { trade, desk: { agents: [first] } } = work
  const day = dayAgo(work, 9)
  yield staffAt(day, 'forget')
  const [payer] = await listKnownPayers(trade.db, 1)
  if (!payer) return
  const id = (await takeIn(trade.ctx(first), {
    ...letter,
    kind: 'erasure',
    name: payer.name,
    email: payer.email ?? 'sans.adresse@exemple.test',
    said: words.forget,
    identityGiven: words.order,
    receivedOn: addDays(day, -2),
  }))!
  yield staffAt(dayAgo(work, 4), 'forget-plan')
  const ctx = trade.ctx(first)
  await takeRequest(ctx, id)
  await linkSubject(ctx, id, payer.id)
  await proposeErasure(ctx, id, { seen: digestOf(await planErasure(trade.db, [payer.id], ctx.now)) })
}

/** Somebody of a frequent name: the clock stands still until it is known who. */
async function* doubt(work: Work): Story {
  const { trade, desk: { agents: [, second] } } = work
  const day = dayAgo(work, 6)
  yield staffAt(day, 'doubt')
  const id = (await takeIn(trade.ctx(second), {
    ...letter,
    kind: 'access',
    channel: 'mail',
    name: 'Marie Martin',
    email: 'marie.martin@exemple.test',
    said: words.access,
    identityGiven: '',
    receivedOn: addDays(day, -1),
  }))!
  yield staffAt(addDays(day, 1), 'doubt-asked')
  await doubtIdentity(trade.ctx(second), id, { reason: words.doubt, asked: words.asked })
}

/** A merchant's user asks from his own pages. */
async function* own(work: Work): Story {
  const { trade } = work
  const shop = shopAt(work, ['services', 2])
  yield merchantAt(dayAgo(work, 3), 'own-data')
  await fileOwnRequest(trade.ctx(keeper(shop)), { kind: 'access', said: words.own })
}

/** Found this morning a day ago: the hours run. */
async function* lost(work: Work): Story {
  const { trade, desk: { agents: [first] } } = work
  yield staffAt(dayAgo(work, 1), 'lost')
  const ctx = trade.ctx(first)
  await openDataBreach(ctx, { title: words.breach, awareAt: ctx.now, whatHappened: words.breachText })
}

export const personStories = (work: Work): Story[] => [forget(work), doubt(work), own(work), lost(work)]
