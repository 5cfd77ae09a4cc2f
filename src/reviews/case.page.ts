import { listFindings, type FindingSummary } from '#src/checks/checks.sql.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { listStanding } from '#src/hits/hits.sql.ts'
import { obstacleOf, type ScreeningObstacle } from '#src/hits/obstacle.ts'
import { listDocuments } from '#src/documents/documents.sql.ts'
import { personName } from '#src/dossiers/person.ts'
import { readDossier, type DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { isItemAccepted } from '#src/requests/request.ts'
import { findAnswerableRequest, listItems, listOverriddenKeys, readRequestClock, type NamedItem,
  type RequestRow } from '#src/requests/requests.sql.ts'
import type { RequestClock } from '#src/requests/ledger.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { actsOf, type Act } from './acts.ts'
import { fourEyesReasons, obstaclesOf, type FourEyesCause } from './decision.ts'
import { findProposal, listDecisions, type DecisionRow } from './decisions.sql.ts'
import { idleCutoff } from './review.ts'
import { findLivingReview, listNames, findPresence, type ReviewRow } from './reviews.sql.ts'

/** A dossier as one reader has it before him: the file, its place in the queue, what he may do. */
export type Case = {
  file: DossierFile
  /** What the program found of each piece that it read. */
  findings: FindingSummary[]
  review: ReviewRow | null
  proposal: DecisionRow | null
  decisions: DecisionRow[]
  request: { row: RequestRow; items: NamedItem[]; clock: RequestClock | null } | null
  names: ReadonlyMap<string, string>
  isMine: boolean
  isHeldByAnother: boolean
  mayWork: boolean
  fourEyes: FourEyesCause[]
  screening: ScreeningObstacle | null
  acts: Act[]
}

const readRequest = async ({ ctx }: Visit, dossierId: string): Promise<Case['request']> => {
  const row = await findAnswerableRequest(ctx.db, dossierId)
  if (!row) return null
  const [items, clock] = await Promise.all([listItems(ctx.db, row.id), readRequestClock(ctx.db, row.id, ctx.now)])
  return { row, items, clock }
}

const isIdle = async ({ ctx }: Visit, review: ReviewRow): Promise<boolean> => {
  const cutoff = idleCutoff(ctx.now)
  if (!review.owner_active_at || review.owner_active_at >= cutoff) return false
  const seen = await findPresence(ctx.db, review.id)
  return !seen || seen.staffId !== review.owner_id || seen.at < cutoff
}

const areAnswersAccepted = async ({ ctx }: Visit, request: Case['request'], dossierId: string): Promise<boolean> => {
  if (!request) return false
  const [documents, keys] = await Promise.all([listDocuments(ctx.db, dossierId), listOverriddenKeys(ctx.db, dossierId)])
  return request.items.every((item) => isItemAccepted(item, documents, keys))
}

const staffIds = (file: DossierFile, review: ReviewRow | null, decisions: readonly DecisionRow[]): string[] => [
  ...new Set([
    review?.owner_id,
    ...decisions.flatMap(({ proposed_by, decided_by }) => [proposed_by, decided_by]),
    ...file.overrides.map(({ granted_by }) => granted_by),
    ...file.documents.map(({ decided_by }) => decided_by),
    ...file.identification.map(({ verified_by }) => verified_by),
  ]
    .filter((id): id is string => Boolean(id))),
]

/** Everything about one dossier. 404 where there is none. */
export const readCase = async (visit: Visit, dossierId: string): Promise<Case> => {
  const { db } = visit.ctx
  const me = staffOf(visit)
  const file = await readDossier(db, dossierId)
  const [review, proposal, decisions, request, findings, screening] = await Promise.all([
    findLivingReview(db, dossierId),
    findProposal(db, dossierId),
    listDecisions(db, dossierId),
    readRequest(visit, dossierId),
    listFindings(db, dossierId),
    listStanding(db, dossierId).then(obstacleOf),
  ])
  const names = await listNames(db, staffIds(file, review, decisions))
  const isMine = review?.owner_id === me.id
  const isHeldByAnother = Boolean(review?.owner_id) && !isMine && !(await isIdle(visit, review!))
  const fourEyes = fourEyesReasons(file)
  const acts = actsOf({
    isWorker: isAllowed(me.roles, 'queue.work'),
    isOfficer: me.roles.includes('officer'),
    dossier: file.dossier.state,
    merchant: file.merchant.state,
    isHeldByAnother,
    isInQueue: review !== null && review.state !== 'waiting',
    isOwnProposal: proposal?.proposed_by === me.id,
    request: request?.row.state ?? null,
    areAnswersAccepted: await areAnswersAccepted(visit, request, dossierId),
    hasUnjudged: file.documents.some(({ state }) => state === 'received'),
    fourEyes,
    obstacles: [...obstaclesOf(file, parisDay(visit.ctx.now)), ...(screening ? [screening.code] : [])],
  })
  return {
    file,
    findings,
    review,
    proposal,
    decisions,
    request,
    names,
    isMine,
    isHeldByAnother,
    mayWork: isAllowed(me.roles, 'queue.work'),
    fourEyes,
    screening,
    acts,
  }
}

/** 404 for what is no id of a dossier. */
export const dossierIdOf = (visit: Visit): string => {
  const id = param(visit, 'id')
  if (!isId('doss', id)) throw notFound()
  return id
}

export const caseOfPath = async (visit: Visit): Promise<Case> => readCase(visit, dossierIdOf(visit))

export const staffName = ({ names }: Case, id: string | null): string => (id ? (names.get(id) ?? id) : '')

/** « Pièce d’identité (Anne Lenoir) ». */
export const pieceTitle = ({ t }: Visit, file: DossierFile, { kind, personId }: { kind: string; personId?: string | null }): string => {
  const piece = t(`requests:piece.${kind}`)
  const person = file.people.find(({ id }) => id === personId)
  return person ? t('requests:piece_of', { piece, person: personName(person) }) : piece
}
