import { groundWords } from '#src/rejections/rejection.page.ts'
import { readingSteps } from '#src/audit/historyWords.page.ts'
import { readHistory, type HistoryEvent } from '#src/audit/readHistory.sql.ts'
import { listNotes } from '#src/notes/notes.sql.ts'
import type { Chip, HistoryEntry, Tone } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { staffName, type Case } from './case.page.ts'
import type { DecisionRow } from './decisions.sql.ts'
import { told } from './historyModel.page.ts'

const tones: Record<DecisionRow['state'], Tone> = { proposed: 'waiting', taken: 'good', declined: 'warning', voided: 'neutral' }

const chipOf = ({ t }: Visit, { state, verdict }: DecisionRow): Chip => ({
  tone: state === 'taken' && verdict === 'reject' ? 'bad' : tones[state],
  label: t(`reviews:decision.${state}`),
})

/** Every decision on the dossier, newest first: who proposed, who decided, in which words. */
export const decisionRows = (visit: Visit, one: Case) =>
  one.decisions.map((decision) => ({
    chip: chipOf(visit, decision),
    verdict: visit.t(`reviews:verdict.${decision.verdict}`),
    at: decision.decided_at ?? decision.proposed_at,
    proposer: staffName(one, decision.proposed_by),
    decider: staffName(one, decision.decided_by),
    reason: decision.reason,
    declined: decision.decline_reason ?? '',
    ground: groundWords(visit, decision.ground),
    why: decision.four_eyes.map((cause) => visit.t(`reviews:four_eyes.${cause}`)).join(', '),
  }))

/** What fills a history while people merely read. */
const readings = ['document.opened', 'document.downloaded', 'note.attachment_downloaded', ...readingSteps]

/** Reading is no change; nor is what the machinery does by itself. */
const changesFile = ({ event, actorKind }: HistoryEvent): boolean =>
  actorKind !== 'system' && !/^(review|mail)\.|\.(decision_proposed|signed_in|signed_out)$/.test(event)

/** The notes by their ids; the history itself keeps no words of a note. */
const notesSince = async ({ ctx }: Visit, dossierId: string, since: Date): Promise<Map<string, string>> =>
  new Map((await listNotes(ctx.db, dossierId)).filter(({ at }) => at >= since).map(({ id, body }) => [id, body]))

/**
 * What happened since it was proposed: usually nothing, for an edit voids the proposal; a note does not, and is read before one decides.
 */
const changesSince = async (visit: Visit, { file }: Case, proposedAt: Date): Promise<HistoryEntry[]> => {
  const [{ entries }, notes] = await Promise.all([
    readHistory(visit.ctx.db, { merchantId: file.merchant.id, isOfFile: true, from: proposedAt, without: readings }, { limit: 50 }),
    notesSince(visit, file.dossier.id, proposedAt),
  ])
  const changes = entries.filter(changesFile)
  return told(visit, changes).map((entry, i) => ({ ...entry, why: notes.get(changes[i]!.subjectId) ?? entry.why }))
}

/** The proposal before us, for the second person. */
export const proposalModel = async (visit: Visit, one: Case) => {
  const { proposal, file } = one
  if (!proposal?.proposed_at) return null
  return {
    verdict: visit.t(`reviews:verdict.${proposal.verdict}`),
    who: staffName(one, proposal.proposed_by),
    at: proposal.proposed_at,
    reason: proposal.reason,
    ground: groundWords(visit, proposal.ground),
    why: proposal.four_eyes.map((cause) => visit.t(`reviews:four_eyes.${cause}`)).join(', '),
    isSameVersion: proposal.dossier_version === file.dossier.version,
    changes: await changesSince(visit, one, proposal.proposed_at),
  }
}
