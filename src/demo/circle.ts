import { confirmSeat, proposeSeat } from '#src/circle/nameSeat.ts'
import { findDeclaration } from '#src/declarations/declarations.sql.ts'
import { draftDeclaration } from '#src/declarations/draftDeclaration.ts'
import { writeDeclaration } from '#src/declarations/writeDeclaration.ts'
import { institution } from '#src/contracts/wording.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { addMonths, parisDay } from '#src/kernel/calendar.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { deskTime, workingDaysAfter } from './hours.ts'
import { dice } from './pieces/seed.ts'
import { seedOf } from './trade/sales.ts'
import type { Story } from './timeline.ts'
import type { World } from './world.ts'

/** The AML officer is the house's declarant, his colleague its correspondent: each is named on the word of the other, on the first day. */
export async function* nameCircle(world: World): Story {
  const [first, second] = world.team.officer
  if (!first || !second) return
  yield deskTime(workingDaysAfter(parisDay(world.timeline.now()), 1), dice(seedOf('circle')))
  const name = async (who: StaffActor, by: StaffActor, seat: 'declarant' | 'correspondent'): Promise<void> => {
    const id = await proposeSeat(world.ctx(who), {
      staffId: who.id,
      seat,
      fromOn: parisDay(world.timeline.now()),
      reason: 'Désignation par la direction, notifiée au service et à l’autorité.',
    })
    await confirmSeat(world.ctx(by), id)
  }
  await name(first, second, 'declarant')
  await name(second, first, 'correspondent')
}

const words = {
  offence: 'Faux et usage de faux à l’entrée en relation, pouvant couvrir le recyclage de paiements frauduleux.',
  isSerious: true,
  isTaxFraud: false,
  criteria: [],
  isAttempt: true,
  stance: 'none' as const,
  executedWhy: '',
  context:
    'Dossier d’entrée en relation refusé. Les pièces reçues ne concordent pas avec ce qui était déclaré, et aucune explication n’a été donnée malgré nos demandes.',
  analysis:
    'La pièce d’identité et l’extrait ne nomment pas les mêmes dirigeants ; le volume annoncé est sans rapport avec l’activité. L’hypothèse d’une erreur de saisie a été écartée après relance.',
}

const hoursAgo = 3

/** One draft, of a file that was refused: an attempt (CMF L561-15 V). It waits for the second of the circle. */
export const draftOne = async (world: World): Promise<void> => {
  const [officer] = world.team.officer
  const refused = await world
    .db
    .selectFrom('merchants as m')
    .innerJoin('dossiers as d', 'd.merchant_id', 'm.id')
    .innerJoin('companies as c', 'c.dossier_id', 'd.id')
    .select('m.id')
    .where('m.state', '=', 'rejected')
    .orderBy('m.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!officer || !refused) return
  const declarant: StaffActor = { ...officer, roles: [...officer.roles, 'declarant'] }
  const now = world.timeline.end
  const ctx: Ctx = { ...world.ctx(declarant), now }
  const declarantWords = `${institution}. Déclarant : ${declarant.name}.`
  const id = await draftDeclaration(ctx, {
    merchantId: refused.id,
    suspectedAt: new Date(now.getTime() - hoursAgo * 3_600_000),
    offence: words.offence,
    from: addMonths(parisDay(now), -12),
    to: parisDay(now),
    caseId: '',
    declarant: declarantWords,
    isUrgent: false,
  })
  const row = id && (await findDeclaration(world.db, id))
  if (row)
    await writeDeclaration(ctx, row.id, { words: { ...words, declarant: declarantWords }, isUrgent: false, seenVersion: row.version })
}
