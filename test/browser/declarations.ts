import { sql } from 'kysely'
import { proposeSeat } from '#src/circle/nameSeat.ts'
import { carryOutEnd, hashOfLines, proposeEnd, readOver } from '#src/declarationEnds/endDeclarations.ts'
import { newDeclarationKey, sealContent } from '#src/declarations/sealed.ts'
import { draftAmendment, draftDeclaration } from '#src/declarations/draftDeclaration.ts'
import { findDeclaration } from '#src/declarations/declarations.sql.ts'
import { acknowledgeDeclaration, approveDeclaration, fileDeclaration } from '#src/declarations/moveDeclaration.ts'
import { writeDeclaration } from '#src/declarations/writeDeclaration.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import type { Seat } from '#src/kernel/permissions.ts'
import { addDays, parisDay } from '#src/kernel/calendar.ts'
import { noteOpposition } from '#src/oppositions/noteOpposition.ts'
import { addPieces } from '#src/packs/addPieces.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { newPdf } from '#test/support/merchant.ts'

type Found = Record<
  'declarant' | 'correspondent' | 'declared' | 'declarationDraft' | 'declarationApproved' | 'opposition' | 'declarationPiece'
    | 'declarationEnd' | 'seat',
  string
>

/** Of merchants who are long gone: one matter that was ended by two people, one that is over. */
const endOld = async (
  ctx: Ctx,
  db: Database,
  { declarant, correspondent }: Record<'declarant' | 'correspondent', StaffActor>,
): Promise<string> => {
  const old = new Date(ctx.now.getTime() - 7 * 365 * 24 * 3_600_000)
  const add = async (n: number): Promise<void> => {
    const id = `decl_0000000000000000000end0${n}`
    const key = newDeclarationKey(id)
    await sql`insert into closed_declarations (id, merchant_id, state, suspected_at, drafted_by, drafted_at, written_by, approved_by, approved_at, filed_by, filed_at, reference, wrapped_key, content)
      values (${id}, ${`mrch_00000000000000000000gon${n}`}, 'filed', ${old}, ${correspondent.id}, ${old}, ${[
      correspondent.id,
    ]}, ${declarant.id}, ${old}, ${declarant.id}, ${old}, ${`2019-ERM-000${n}`}, ${key}, ${sealContent({ id, wrapped_key: key }, { said: [] } as never)})`
      .execute(db)
  }
  await add(1)
  const [mine, theirs] = [{ ...ctx, actor: declarant }, { ...ctx, actor: correspondent }]
  await proposeEnd(mine, { seen: hashOfLines(await readOver(db, parisDay(ctx.now))) })
  const { id } = await db.selectFrom('closed_purges').select('id').executeTakeFirstOrThrow()
  await carryOutEnd(theirs, id)
  await add(2)
  return id
}

const hours = (at: Date, ago: number): Date => new Date(at.getTime() - ago * 3_600_000)

/**
 * Of the trader: one that was filed, acknowledged, opposed and is being completed; one that waits to be filed since yesterday. And somebody
 * who is to be named.
 */
export const addDeclarations = async (
  ctx: Ctx,
  db: Database,
  { merchantId, otherMerchant, analyst }: { merchantId: string; otherMerchant: string; analyst: string },
): Promise<Found> => {
  const seated = async (seat: Seat): Promise<StaffActor> => {
    const { staff_id: id } = await db
      .selectFrom('closed_seats')
      .select('staff_id')
      .where('seat', '=', seat)
      .where('state', '=', 'held')
      .executeTakeFirstOrThrow()
    return { kind: 'staff', id, name: 'Tour', roles: ['officer', seat] }
  }
  const [declarant, correspondent] = [await seated('declarant'), await seated('correspondent')]
  const at = (actor: StaffActor, ago: number): Ctx => ({ ...ctx, actor, now: hours(ctx.now, ago) })
  const today = parisDay(ctx.now)
  const versionOf = async (id: string) => (await findDeclaration(db, id))!.version
  const words = {
    offence: 'Blanchiment d’escroqueries par carte : encaissements d’un faux commerce, reversés aussitôt.',
    isSerious: true,
    isTaxFraud: true,
    criteria: ['sudden_rise', 'pass_through'],
    isAttempt: false,
    stance: 'executed' as const,
    executedWhy: 'Les reversements étaient partis avant l’alerte.',
    declarant: 'Vigie, établissement de paiement. Déclarant : Antoine Delmas.',
    context:
      'Entré en relation il y a onze mois, sans incident. Le volume a triplé en six jours, de nuit.\nLe marchand, interrogé sur ses ventes en général, n’a rien produit.',
    analysis:
      'Cartes émises par trois banques étrangères, un seul appareil, montants juste sous 1 000 €.\nUne promotion a été envisagée puis écartée : le site n’en porte pas trace.',
  }
  const draft = async (merchant: string, ago: number): Promise<string> => {
    const id = (await draftDeclaration(at(declarant, ago), {
      merchantId: merchant,
      suspectedAt: hours(ctx.now, ago + 2),
      offence: words.offence,
      from: addDays(today, -60),
      to: today,
      caseId: '',
      declarant: words.declarant,
      isUrgent: merchant === merchantId,
    }))!
    await writeDeclaration(at(declarant, ago), id, {
      words: { ...words, isAttempt: merchant !== merchantId },
      isUrgent: merchant === merchantId,
      seenVersion: 1,
    })
    return id
  }
  const declared = await draft(merchantId, 100)
  await addPieces(at(declarant, 99), declared, [{ fileName: 'releve-des-ventes.pdf', bytes: await newPdf('Relevé') }])
  await approveDeclaration(at(correspondent, 98), declared, { seenVersion: await versionOf(declared) })
  await fileDeclaration(at(declarant, 97), declared, { reference: '2026-ERM-0048812', filedAt: hours(ctx.now, 97) })
  await acknowledgeDeclaration(at(correspondent, 72), declared, { receipt: 'AR-2026-77120', at: hours(ctx.now, 73) })
  const opposition = await noteOpposition(at(declarant, 50), declared, {
    notifiedOn: addDays(today, -3),
    reference: 'OPP-2026-118',
    grounds: 'Opposition notifiée par le service.',
  })
  const declarationApproved = await draft(otherMerchant, 30)
  await approveDeclaration(at(correspondent, 29), declarationApproved, { seenVersion: await versionOf(declarationApproved) })
  const declarationDraft = (await draftAmendment(at(declarant, 1), declared, { learntAt: hours(ctx.now, 2) }))!
  const { id: declarationPiece } = await db
    .selectFrom('closed_pieces')
    .select('id')
    .where('declaration_id', '=', declared)
    .executeTakeFirstOrThrow()
  const declarationEnd = await endOld(ctx, db, { declarant, correspondent })
  const seat = await proposeSeat(at(declarant, 1), {
    staffId: analyst,
    seat: 'examiner',
    fromOn: today,
    reason: 'Renfort de la cellule LCB-FT, décision du comité du mois.',
  })
  return {
    declarant: declarant.id,
    correspondent: correspondent.id,
    declared,
    declarationDraft,
    declarationApproved,
    opposition,
    declarationPiece,
    declarationEnd,
    seat,
  }
}

/** What the circle sees. */
export const declarationStops = <S>(
  stop: (as: string, route: string, name: string, path?: string, more?: object) => S,
  links: Record<string, string>,
): S[] => {
  const here = '/console/declarations'
  const of = (id: string, rest = '') => `${here}/${links[id]}${rest}`
  return [
    stop('declarant', here, 'declarations'),
    stop('correspondent', here, 'declarations-all', `${here}?state=all`),
    stop('declarant', here, 'declarations-none', `${here}?q=nobody`),
    stop('declarant', `${here}.csv`, 'declarations-csv', `${here}.csv`, { type: 'csv' }),
    stop('declarant', `${here}/new`, 'declaration-new'),
    stop('declarant', `${here}/:id`, 'declaration', of('declared')),
    stop('correspondent', `${here}/:id`, 'declaration-draft', of('declarationDraft')),
    stop('declarant', `${here}/:id`, 'declaration-approved', of('declarationApproved')),
    stop('declarant', `${here}/:id/edit`, 'declaration-edit', of('declarationDraft', '/edit')),
    stop('declarant', `${here}/:id/compare`, 'declaration-compare', of('declarationDraft', '/compare')),
    stop('declarant', `${here}/:id/acts/:act`, 'declaration-file', of('declarationApproved', '/acts/file')),
    stop('correspondent', `${here}/:id/acts/:act`, 'declaration-approve', of('declarationDraft', '/acts/approve')),
    stop('declarant', `${here}/:id/acts/:act`, 'declaration-extend', of('declared', `/acts/extend?opposition=${links['opposition']}`)),
    stop('declarant', `${here}/:id/acts/:act`, 'declaration-suspend', of('declarationApproved', '/acts/suspend')),
    stop('declarant', `${here}/:id/pieces/:piece`, 'declaration-piece', of('declared', `/pieces/${links['declarationPiece']}`), {
      type: 'file',
    }),
    stop('declarant', `${here}/:id/pack.zip`, 'declaration-pack', of('declared', '/pack.zip'), { type: 'file' }),
    stop('declarant', '/console/declaration-ends', 'declaration-ends'),
    stop(
      'declarant',
      '/console/declaration-ends/:id/certificate',
      'declaration-end-certificate',
      `/console/declaration-ends/${links['declarationEnd']}/certificate`,
      { type: 'file' },
    ),
    stop('declarant', '/console/circle', 'circle'),
    stop('correspondent', '/console/circle/:id', 'seat', `/console/circle/${links['seat']}`),
  ]
}
