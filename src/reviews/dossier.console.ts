import { lastChangeFact } from '#src/accountChanges/accountChange.page.ts'
import { identificationErrors, identificationModel, namesLacking } from '#src/identification/identification.page.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { listNotes } from '#src/notes/notes.sql.ts'
import { notesModel } from '#src/notes/notesModel.page.ts'
import { screeningPanel } from '#src/screening/dossierPanel.page.ts'
import { earlierRefusalNotice } from '#src/rejections/rejection.page.ts'
import { restrictionNotice } from '#src/restrictions/restrictionNotice.page.ts'
import { clockModel } from '#src/requests/clockModel.page.ts'
import { ratingModel } from '#src/ratings/ratingModel.page.ts'
import { originOf } from '#src/renewals/origin.page.ts'
import { json, view, type Answer } from '#src/web/answer.ts'
import type { Link } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { caseOfPath, dossierIdOf, type Case } from './case.page.ts'
import { accountFacts, companyFacts, contractFacts, ownershipSentences, peopleColumns, peopleRows } from './factsModel.page.ts'
import { historyModel } from './historyModel.page.ts'
import { lostRace, type Refused } from './lostRace.page.ts'
import { piecesColumns, piecesRows } from './piecesModel.page.ts'
import { decisionRows, proposalModel } from './proposalModel.page.ts'
import { actAction, caseTitle, dossierChip, headActions, headFacts, primaryAction, standSentence } from './standModel.page.ts'
import { keepReview } from './touchReview.ts'
import { riskReasons } from './words.page.ts'
import { writtenOf } from './written.page.ts'

const queueLink = (visit: Visit): Link => ({ label: visit.t('reviews:queue.title'), href: '/console/queue' })

const requestModel = async (visit: Visit, { request }: Case) =>
  request && {
    origin: await originOf(visit.ctx.db, { ...request.row, openedAt: request.row.opened_at }, visit),
    link: { label: visit.t('reviews:request.open'), href: `/console/requests/${request.row.id}` },
    state: visit.t(`requests:state.${request.row.state}`),
    message: request.row.message,
    clock: request.clock && clockModel(request.clock, visit.t),
    items: request.items.map(({ kind, person, reason, note, state }) => ({
      title: person
        ? visit.t('requests:piece_of', { piece: visit.t(`requests:piece.${kind}`), person })
        : visit.t(`requests:piece.${kind}`),
      state: visit.t(`requests:item_state.${state}`),
      why: [visit.t(`requests:reason.${reason}`), note].filter(Boolean).join(' '),
    })),
  }

const headModel = (visit: Visit, one: Case) => ({
  title: caseTitle(visit, one),
  id: one.file.dossier.id,
  back: queueLink(visit),
  chip: dossierChip(visit, one),
  sentence: standSentence(visit, one),
  facts: headFacts(visit, one),
  actions: headActions(visit, one),
  primary: primaryAction(visit, one),
})

const matterModel = async (visit: Visit, one: Case) => ({
  acts: one.acts.map((act) => actAction(visit, one, act)),
  mayWork: one.mayWork,
  proposal: await proposalModel(visit, one),
  pieces: { columns: piecesColumns(visit), rows: piecesRows(visit, one) },
  riskReasons: riskReasons(visit, one.file.dossier.risk_reasons),
  riskScore: one.file.dossier.risk_score,
  rating: await ratingModel(visit, { dossierId: one.file.dossier.id, merchantId: one.file.merchant.id }),
  company: companyFacts(visit, one.file),
  merchantLink: { label: visit.t('reviews:fact.merchant_page'), href: `/console/merchants/${one.file.merchant.id}` },
  restricted: await restrictionNotice(visit, one.file.people.map(({ id }) => id)),
  refusedBefore: await earlierRefusalNotice(visit, { siren: one.file.company?.siren ?? null, merchantId: one.file.merchant.id }),
  account: [
    ...accountFacts(visit, one.file),
    ...(await lastChangeFact(visit, visit.ctx.db, one.file.merchant.id)),
    ...contractFacts(visit, one.file),
  ],
  screening: await screeningPanel(visit, one.file.dossier.id),
  people: { columns: peopleColumns(visit), rows: peopleRows(visit, one.file) },
  ownership: ownershipSentences(visit, one.file),
  request: await requestModel(visit, one),
  decisions: decisionRows(visit, one),
})

/** The page of a dossier, once more as it now is where an act on it was refused. */
export const drawDossier = async (visit: Visit, one: Case, refused?: Refused): Promise<Answer> => {
  const { file } = one
  const mayNote = isAllowed(staffOf(visit).roles, 'notes.write')
  return view('reviews/dossier', {
    title: `${caseTitle(visit, one)} · ${visit.t(`reviews:dossier.${file.dossier.state}`)}`,
    head: headModel(visit, one),
    ...(await matterModel(visit, one)),
    lost: refused
      ? await lostRace(visit, file.merchant.id, refused, writtenOf(visit, file, refused.values), { people: namesLacking(file) })
      : null,
    identification: identificationModel(visit, one, refused),
    errors: refused ? identificationErrors(visit, one, refused) : [],
    history: await historyModel(visit, one),
    notes: notesModel(visit, {
      action: mayNote ? `/console/dossiers/${file.dossier.id}/notes` : null,
      notes: await listNotes(visit.ctx.db, file.dossier.id),
      refused,
    }),
    presence: one.isMine ? `/console/dossiers/${file.dossier.id}/presence` : '',
    scripts: one.isMine ? ['presence.js'] : [],
  })
}

/** GET /console/dossiers/:id */
export const showDossier = async (visit: Visit, refused?: Refused): Promise<Answer> => drawDossier(visit, await caseOfPath(visit), refused)

/** POST /console/dossiers/:id/presence: the owner's page is open before him. Leaves no event; answers whether the file is still his. */
export const keepPresence = async (visit: Visit): Promise<Answer> => json({ isMine: await keepReview(visit.ctx, dossierIdOf(visit)) })
