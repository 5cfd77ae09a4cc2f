import { newId } from '#src/kernel/ids.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { isOptionalList } from '#src/restrictions/restriction.ts'
import { isRestrictedSubject } from '#src/restrictions/restrictions.sql.ts'
import { changedDigests, digestsOf } from '#src/screening/digests.ts'
import type { Match } from '#src/screening/searchLists.ts'
import { bpsOf, type Settings } from '#src/screening/settings.ts'
import type { ScreeningTrigger } from '#src/screening/subject.ts'
import type { Current } from '#src/screening/subjects.sql.ts'
import { findWatchlist } from '#src/watchlists/watchlists.sql.ts'
import { dueAt, isWaiting, topicOf } from './hit.ts'
import { findLastOfPair, insertAct, insertHit, lockSubject, updateHit, type HitRow } from './hits.sql.ts'

type Raised = Pick<Current, 'id' | 'subjectId' | 'merchantId' | 'dossierId' | 'digests'>

/** What changed since he was judged, on his side and on the list's: `subject.birth`, `entry.names`. Empty: the judgement holds. */
const changesSince = (before: HitRow, subject: Raised, { listed }: Match): string[] => [
  ...changedDigests(before.subject_digests, subject.digests).map((part) => `subject.${part}`),
  ...changedDigests(before.entry_digests, digestsOf(listed)).map((part) => `entry.${part}`),
]

const said = (subject: Raised, { editionId, listed, result }: Match, { urgentBps }: Settings) => ({
  version_id: subject.id,
  edition_id: editionId,
  score_bps: bpsOf(result.score),
  is_urgent: bpsOf(result.score) >= urgentBps,
  result: JSON.stringify(result),
  subject_digests: JSON.stringify(subject.digests),
  entry_digests: JSON.stringify(digestsOf(listed)),
})

/** Whoever judges it sees both sides as they now are; what is proposed was proposed on other facts, and is open again. */
const refresh = async (tx: Tx, hit: HitRow, subject: Raised, match: Match, settings: Settings): Promise<void> => {
  const changed = changesSince(hit, subject, match)
  if (hit.version_id === subject.id && hit.edition_id === match.editionId) return
  const isVoid = changed.length > 0 && hit.state === 'proposed'
  await updateHit(tx.db, hit.id, {
    ...said(subject, match, settings),
    changed: [...new Set([...hit.changed, ...changed])],
    ...(isVoid ? { state: 'open', verdict: null, proposed_by: null, proposed_at: null, reason: null, reason_code: null } : {}),
  })
  if (changed.length === 0) return
  await insertAct(tx.db, tx.actor, { hitId: hit.id, at: tx.now, act: 'changed', words: changed.join(' ') })
  await record(tx, 'hit.changed', { subject: hit.id, data: { changed, isVoid } })
}

const open = async (
  tx: Tx,
  subject: Raised,
  match: Match,
  trigger: ScreeningTrigger,
  settings: Settings,
  before: HitRow | null,
): Promise<void> => {
  const topic = topicOf(match.listed.topics, (await findWatchlist(tx.db, match.listCode))!.topic)
  const facts = said(subject, match, settings)
  const changed = before ? changesSince(before, subject, match) : []
  const hit = await insertHit(tx.db, {
    ...facts,
    id: newId('schi', tx.now),
    subject_id: subject.subjectId,
    merchant_id: subject.merchantId,
    dossier_id: subject.dossierId,
    entry_id: match.entryId,
    list_code: match.listCode,
    topic,
    trigger,
    reopened_from: before?.id ?? null,
    changed,
    opened_at: tx.now,
    due_at: dueAt({ topic, isUrgent: facts.is_urgent }, tx.now),
  })
  await insertAct(tx.db, tx.actor, { hitId: hit.id, at: tx.now, act: before ? 'reopened' : 'opened', words: changed.join(' ') || null })
  await record(tx, before ? 'hit.reopened' : 'hit.opened', {
    subject: hit.id,
    data: { list: match.listCode, topic, scoreBps: facts.score_bps, trigger, ...(before ? { before: before.id, changed } : {}) },
  })
}

/**
 * Somebody whose data is kept and not used is compared with what the law obliges to compare with, and no more (GDPR 18(2)); when that ends
 * he is compared with all of it.
 */
const isKeptApart = async (tx: Tx, { subjectId }: Raised, { listed, listCode }: Match): Promise<boolean> =>
  isOptionalList(topicOf(listed.topics, (await findWatchlist(tx.db, listCode))!.topic)) && (await isRestrictedSubject(tx.db, subjectId))

/**
 * A person and an entry are alike enough to be looked at. One of them lives at a time; what was judged "not the same" stays so, over any
 * version of the list, until something that was compared changes on either side: then it comes back, and says what changed. True where a
 * new one was opened.
 */
export const raiseHit = async (tx: Tx, subject: Raised, match: Match, trigger: ScreeningTrigger, settings: Settings): Promise<boolean> => {
  await lockSubject(tx.db, subject.subjectId)
  const last = await findLastOfPair(tx.db, subject.subjectId, match.entryId)
  if (last && isWaiting(last.state)) await refresh(tx, last, subject, match, settings)
  if (last && (isWaiting(last.state) || last.state === 'same')) return false
  if (last?.state === 'different' && changesSince(last, subject, match).length === 0) return false
  if (await isKeptApart(tx, subject, match)) return false
  await open(tx, subject, match, trigger, settings, last?.state === 'different' ? last : null)
  return true
}
