import { readParts, type AnswerParts } from '#src/answers/answerParts.sql.ts'
import { whyNotAnswered } from '#src/answers/answerRequest.ts'
import { findErasureOf, type ErasureRow } from '#src/erasure/erasures.sql.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { findPackageOf, type PackageRow } from '#src/packages/packages.sql.ts'
import { listSubjects, type Candidate } from '#src/personalData/candidates.sql.ts'
import { listRectifications, type RectificationRow } from '#src/rectifications/rectifications.sql.ts'
import { listRestrictionsOfRequest, type RestrictionRow } from '#src/restrictions/restrictions.sql.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { findRequest, listFiles, listLinked, type RightsFileRow, type RightsRow } from './rights.sql.ts'
import { isLiving } from './rightsRequest.ts'

/** All that stands on one request. */
export type OneRequest = {
  request: RightsRow
  subjects: Candidate[]
  files: RightsFileRow[]
  parts: AnswerParts
  package: PackageRow | null
  erasure: ErasureRow | null
  rectifications: RectificationRow[]
  restrictions: RestrictionRow[]
  isLiving: boolean
  mayHandle: boolean
  mayDecide: boolean
}

export const requestOfPath = async (visit: Visit): Promise<RightsRow> => {
  const id = param(visit, 'id')
  const request = isId('rght', id) ? await findRequest(visit.ctx.db, id) : null
  if (!request) throw notFound()
  return request
}

export const readOne = async (visit: Visit): Promise<OneRequest> => {
  const request = await requestOfPath(visit)
  const { db } = visit.ctx
  const { id } = request
  const [linked, files, parts, made, erasure, rectifications, restrictions] = await Promise.all([
    listLinked(db, id),
    listFiles(db, id),
    readParts(db, id),
    findPackageOf(db, id),
    findErasureOf(db, id),
    listRectifications(db, id),
    listRestrictionsOfRequest(db, id),
  ])
  const { roles } = staffOf(visit)
  return {
    request,
    files,
    parts,
    package: made,
    erasure,
    rectifications,
    restrictions,
    subjects: await listSubjects(db, linked.map(({ subject_id: one }) => one)),
    isLiving: isLiving(request.state),
    mayHandle: isAllowed(roles, 'rights.handle'),
    mayDecide: isAllowed(roles, 'rights.decide'),
  }
}

/** What still lacks before "done" can be said; null: nothing. */
export const lackingOf = ({ request, parts, subjects }: OneRequest): string | null =>
  whyNotAnswered(request.kind, 'done', parts, subjects.length)
