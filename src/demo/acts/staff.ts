import type { StaffActor } from '#src/kernel/actor.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { listDocuments, type DocumentRow } from '#src/documents/documents.sql.ts'
import { noteOpening } from '#src/documents/openDocument.ts'
import { reconsiderDocument } from '#src/documents/reconsiderDocument.ts'
import { refuseDocument } from '#src/documents/refuseDocument.ts'
import { readDossier } from '#src/dossiers/readDossier.sql.ts'
import { lackingIdentification } from '#src/identification/identification.ts'
import { recordIdentification } from '#src/identification/recordIdentification.ts'
import { addUser } from '#src/merchants/addUser.ts'
import { addNote } from '#src/notes/addNote.ts'
import { acceptAnswers } from '#src/requests/acceptAnswers.ts'
import { extendRequest } from '#src/requests/extendRequest.ts'
import { findLivingRequest } from '#src/requests/requests.sql.ts'
import { withdrawRequest } from '#src/requests/withdrawRequest.ts'
import { askForDocuments, type AskedItem } from '#src/reviews/askForDocuments.ts'
import { claimReview } from '#src/reviews/claimReview.ts'
import { confirmDecision } from '#src/reviews/confirmDecision.ts'
import { declineDecision } from '#src/reviews/declineDecision.ts'
import { handOverReview } from '#src/reviews/handOverReview.ts'
import { overrideGap } from '#src/reviews/overrideGap.ts'
import { proposeDecision } from '#src/reviews/proposeDecision.ts'
import { reconsiderDossier } from '#src/reviews/reconsiderDossier.ts'
import { rejectDossier } from '#src/reviews/rejectDossier.ts'
import { validateDossier } from '#src/reviews/validateDossier.ts'
import type { Verdict } from '#src/platform/db.types.ts'
import { identifiedBy } from '../cast/identified.ts'
import type { Case, World } from '../world.ts'
import { reviewIdOf } from './merchant.ts'
import { withIds, withPlaces } from './pieces.ts'

// What our people do, each by the use case that the console would call.

export const claim = async (world: World, one: Case, who: StaffActor): Promise<void> => {
  await claimReview(world.ctx(who), await reviewIdOf(world, one))
}

export const handOver = async (world: World, one: Case, from: StaffActor, to: StaffActor, reason: string): Promise<void> => {
  await handOverReview(world.ctx(from), await reviewIdOf(world, one), { to: to.id, reason })
}

export const unjudged = async (world: World, one: Case): Promise<DocumentRow[]> =>
  (await listDocuments(world.db, one.dossierId)).filter(({ state }) => state === 'received')

/** Nobody judges what he has not seen: each piece is opened first, as the bench does it. */
export const judge = async (world: World, one: Case, who: StaffActor, piece: DocumentRow): Promise<void> => {
  const fault = one.sent.get(piece.id)?.fault ?? null
  await noteOpening(world.ctx(who), piece)
  if (!fault) return acceptDocument(world.ctx(who), piece.id)
  await refuseDocument(world.ctx(who), piece.id, { reason: fault.refuse, note: fault.note })
}

/** Whoever acts and is identified by his card's copy alone: the second measure, whichever it was (R561-5-2). */
export const identify = async (world: World, { member, dossierId }: Case, who: StaffActor): Promise<void> => {
  const { people, identification } = await readDossier(world.db, dossierId)
  for (const [at, { id }] of lackingIdentification(people, identification).entries()) {
    await recordIdentification(world.ctx(who), dossierId, { personId: id, ...identifiedBy(member, at) })
  }
}

/** A refusal is taken back, and the piece accepted as it is. */
export const relent = async (world: World, one: Case, who: StaffActor): Promise<void> => {
  for (const piece of (await listDocuments(world.db, one.dossierId)).filter(({ state }) => state === 'refused')) {
    const { id } = piece
    await noteOpening(world.ctx(who), piece)
    await reconsiderDocument(world.ctx(who), id)
    await acceptDocument(world.ctx(who), id)
  }
}

export const note = (world: World, { merchantId, dossierId }: Case, who: StaffActor, body: string): Promise<void> =>
  addNote(world.ctx(who), { merchantId, subjectId: dossierId, body, files: [] })

/** His accountant, at the merchant's request: the link waits in the mailbox. */
export const inviteColleague = async (world: World, { merchantId, member }: Case): Promise<void> => {
  const [agent] = world.team.agent
  if (!agent) throw new Error('nobody is there to answer the merchant')
  const email = member.email.replace(/^[^@]+/, 'comptable')
  const reason =
    'Demandé par courriel depuis l’adresse de l’exploitant, confirmé en rappelant le numéro du dossier : sa comptable suit désormais les reversements.'
  await addUser(world.ctx(agent), { merchantId, name: 'Maud Kerleau', email, language: member.lang, askedBy: 'email', reason })
}

export const refused = async (world: World, one: Case): Promise<AskedItem[]> => {
  const pieces = (await listDocuments(world.db, one.dossierId)).filter(({ state }) => state === 'refused')
  return pieces.map(({ requirement_key: key, refusal_reason: reason, refusal_note: note }) => ({
    key,
    reason: (reason ?? 'other') as AskedItem['reason'],
    note: note ?? '',
  }))
}

/** Asks again for what was refused, and for what else is named (by its line). */
export const ask = async (world: World, one: Case, who: StaffActor, message: string, more: readonly AskedItem[] = []): Promise<void> => {
  const items = [...(await refused(world, one)), ...more.map((item) => ({ ...item, key: withIds(item.key, one.personIds) }))]
  world.hasRequests = true
  one.asked = items.map(({ key }) => withPlaces(key, one.personIds))
  await askForDocuments(world.ctx(who), one.dossierId, { items, message })
}

export const validate = async (world: World, one: Case, who: StaffActor): Promise<void> => {
  await identify(world, one, who)
  await validateDossier(world.ctx(who), one.dossierId, { reason: '' })
}

export const propose = async (world: World, one: Case, who: StaffActor, verdict: Verdict, reason: string): Promise<void> => {
  if (verdict === 'validate') await identify(world, one, who)
  await proposeDecision(world.ctx(who), one.dossierId, {
    verdict,
    reason,
    ...(verdict === 'reject' ? { ground: 'vigilance' as const } : {}),
  })
}

export const confirm = (world: World, { dossierId }: Case, who: StaffActor, reason: string): Promise<void> =>
  confirmDecision(world.ctx(who), dossierId, { reason })

export const decline = (world: World, { dossierId }: Case, who: StaffActor, reason: string): Promise<void> =>
  declineDecision(world.ctx(who), dossierId, { reason })

export const reject = (world: World, { dossierId }: Case, who: StaffActor, reason: string): Promise<void> =>
  rejectDossier(world.ctx(who), dossierId, { reason, ground: 'incomplete' })

export const reconsider = (world: World, { dossierId }: Case, who: StaffActor, reason: string): Promise<void> =>
  reconsiderDossier(world.ctx(who), dossierId, { reason })

export const accept = (world: World, { dossierId }: Case, who: StaffActor): Promise<void> => acceptAnswers(world.ctx(who), dossierId)

export const override = (world: World, { dossierId, personIds }: Case, who: StaffActor, line: string, reason: string): Promise<void> =>
  overrideGap(world.ctx(who), dossierId, { requirementKey: withIds(line, personIds), reason })

const livingRequest = async (world: World, { dossierId }: Case): Promise<string> => {
  const request = await findLivingRequest(world.db, dossierId)
  if (!request) throw new Error(`no request of ${dossierId} lives`)
  return request.id
}

export const extend = async (world: World, one: Case, who: StaffActor, days: number, reason: string): Promise<void> => {
  await extendRequest(world.ctx(who), await livingRequest(world, one), { days, reason })
}

export const withdraw = async (world: World, one: Case, who: StaffActor, reason: string): Promise<void> =>
  withdrawRequest(world.ctx(who), await livingRequest(world, one), { reason })
