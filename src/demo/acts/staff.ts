import type { StaffActor } from '#src/kernel/actor.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { listDocuments, type DocumentRow } from '#src/documents/documents.sql.ts'
import { openDocument } from '#src/documents/openDocument.ts'
import { reconsiderDocument } from '#src/documents/reconsiderDocument.ts'
import { refuseDocument } from '#src/documents/refuseDocument.ts'
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
import type { Case, World } from '../world.ts'
import { reviewIdOf } from './merchant.ts'
import { withIds, withPlaces } from './pieces.ts'

// What our people do, each by the use case that the console would call.

export const claim = (...a: any[]): any => timed("claim", () => (claim_ as any)(...a))
const claim_ = async (world: World, one: Case, who: StaffActor): Promise<void> => {
  await claimReview(world.ctx(who), await reviewIdOf(world, one))
}

export const handOver = (...a: any[]): any => timed("handOver", () => (handOver_ as any)(...a))
const handOver_ = async (world: World, one: Case, from: StaffActor, to: StaffActor, reason: string): Promise<void> => {
  await handOverReview(world.ctx(from), await reviewIdOf(world, one), { to: to.id, reason })
}

export const unjudged = (...a: any[]): any => timed("unjudged", () => (unjudged_ as any)(...a))
const unjudged_ = async (world: World, one: Case): Promise<DocumentRow[]> =>
  (await listDocuments(world.db, one.dossierId)).filter(({ state }) => state === 'received')

/** What gives pause is opened; the rest is read beside its picture. Every fourth is opened all the same. */
export const judge = (...a: any[]): any => timed("judge", () => (judge_ as any)(...a))
const judge_ = async (world: World, one: Case, who: StaffActor, piece: DocumentRow): Promise<void> => {
  const fault = one.sent.get(piece.id)?.fault ?? null
  if (fault || one.roll() < 0.25) await openDocument(world.ctx(who), piece.id)
  if (!fault) return acceptDocument(world.ctx(who), piece.id)
  await refuseDocument(world.ctx(who), piece.id, { reason: fault.refuse, note: fault.note })
}

/** A refusal is taken back, and the piece accepted as it is. */
export const relent = (...a: any[]): any => timed("relent", () => (relent_ as any)(...a))
const relent_ = async (world: World, one: Case, who: StaffActor): Promise<void> => {
  for (const { id } of (await listDocuments(world.db, one.dossierId)).filter(({ state }) => state === 'refused')) {
    await reconsiderDocument(world.ctx(who), id)
    await acceptDocument(world.ctx(who), id)
  }
}

export const note = (...a: any[]): any => timed("note", () => (note_ as any)(...a))
const note_ = (world: World, { merchantId, dossierId }: Case, who: StaffActor, body: string): Promise<void> =>
  addNote(world.ctx(who), { merchantId, subjectId: dossierId, body, files: [] })

const refused = async (world: World, one: Case): Promise<AskedItem[]> => {
  const pieces = (await listDocuments(world.db, one.dossierId)).filter(({ state }) => state === 'refused')
  return pieces.map(({ requirement_key: key, refusal_reason, refusal_note }) => ({ key, reason: (refusal_reason ?? 'other') as AskedItem['reason'], note: refusal_note ?? '' }))
}

/** Asks again for what was refused, and for what else is named (by its line). */
export const ask = (...a: any[]): any => timed("ask", () => (ask_ as any)(...a))
const ask_ = async (world: World, one: Case, who: StaffActor, message: string, more: readonly AskedItem[] = []): Promise<void> => {
  const items = [...(await refused(world, one)), ...more.map((item) => ({ ...item, key: withIds(item.key, one.personIds) }))]
  world.hasRequests = true
  one.asked = items.map(({ key }) => withPlaces(key, one.personIds))
  await askForDocuments(world.ctx(who), one.dossierId, { items, message })
}

export const validate = (...a: any[]): any => timed("validate", () => (validate_ as any)(...a))
const validate_ = (world: World, { dossierId }: Case, who: StaffActor): Promise<void> => validateDossier(world.ctx(who), dossierId, { reason: '' })

export const propose = (...a: any[]): any => timed("propose", () => (propose_ as any)(...a))
const propose_ = async (world: World, { dossierId }: Case, who: StaffActor, verdict: Verdict, reason: string): Promise<void> => {
  await proposeDecision(world.ctx(who), dossierId, { verdict, reason })
}

export const confirm = (...a: any[]): any => timed("confirm", () => (confirm_ as any)(...a))
const confirm_ = (world: World, { dossierId }: Case, who: StaffActor, reason: string): Promise<void> => confirmDecision(world.ctx(who), dossierId, { reason })
export const decline = (...a: any[]): any => timed("decline", () => (decline_ as any)(...a))
const decline_ = (world: World, { dossierId }: Case, who: StaffActor, reason: string): Promise<void> => declineDecision(world.ctx(who), dossierId, { reason })
export const reject = (...a: any[]): any => timed("reject", () => (reject_ as any)(...a))
const reject_ = (world: World, { dossierId }: Case, who: StaffActor, reason: string): Promise<void> => rejectDossier(world.ctx(who), dossierId, { reason })
export const reconsider = (...a: any[]): any => timed("reconsider", () => (reconsider_ as any)(...a))
const reconsider_ = (world: World, { dossierId }: Case, who: StaffActor, reason: string): Promise<void> => reconsiderDossier(world.ctx(who), dossierId, { reason })
export const accept = (...a: any[]): any => timed("accept", () => (accept_ as any)(...a))
const accept_ = (world: World, { dossierId }: Case, who: StaffActor): Promise<void> => acceptAnswers(world.ctx(who), dossierId)

export const override = (...a: any[]): any => timed("override", () => (override_ as any)(...a))
const override_ = (world: World, { dossierId, personIds }: Case, who: StaffActor, line: string, reason: string): Promise<void> =>
  overrideGap(world.ctx(who), dossierId, { requirementKey: withIds(line, personIds), reason })

const livingRequest = async (world: World, { dossierId }: Case): Promise<string> => {
  const request = await findLivingRequest(world.db, dossierId)
  if (!request) throw new Error(`no request of ${dossierId} lives`)
  return request.id
}

export const extend = (...a: any[]): any => timed("extend", () => (extend_ as any)(...a))
const extend_ = async (world: World, one: Case, who: StaffActor, days: number, reason: string): Promise<void> => {
  await extendRequest(world.ctx(who), await livingRequest(world, one), { days, reason })
}

export const withdraw = (...a: any[]): any => timed("withdraw", () => (withdraw_ as any)(...a))
const withdraw_ = async (world: World, one: Case, who: StaffActor, reason: string): Promise<void> =>
  withdrawRequest(world.ctx(who), await livingRequest(world, one), { reason })

const timed = async (n: string, f: () => any): Promise<any> => { const T = ((globalThis as any).A ??= {}); const t = performance.now(); const c = process.cpuUsage(); try { return await f() } finally { const u = process.cpuUsage(c); const e = (T[n] ??= [0, 0, 0]); e[0]++; e[1] += performance.now() - t; e[2] += (u.user + u.system) / 1000 } }
