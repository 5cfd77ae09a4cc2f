import { z } from 'zod'
import { hitCaseActions, hitCaseFacts } from '#src/amlCases/hitInCase.page.ts'
import { askedOf, askedText } from '#src/kernel/asked.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { findSettings } from '#src/screening/settings.sql.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { listName, topicChip } from '#src/watchlists/listWords.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Action, type Fact } from '#src/web/components.ts'
import { choice, parse, proposalSeen, words } from '#src/web/fields.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { claimHit, releaseHit, takeNextHit } from './claimHit.ts'
import { confirmHit, declineHit } from './decideHit.ts'
import { answers, doubts, isHeld, isWaiting } from './hit.ts'
import { answerModel, confirmModel, declineModel, pepModel, type Refused } from './hitForms.page.ts'
import { actsModel, listedFacts } from './hitFacts.page.ts'
import { findHit, findPepFile, listActs, type HitRow } from './hits.sql.ts'
import { sidesModel, wordsModel } from './hitSides.page.ts'
import { changedText, dueChip, here, hitChip, hitPath, merchantNamed, scoreText } from './hitWords.page.ts'
import { judgeHit } from './judgeHit.ts'
import { approvePep, savePepAnswers } from './pepFile.ts'
import { readSides, type Sides } from './readSides.sql.ts'

type One = {
  hit: HitRow
  sides: Sides
  path: string
  holder: string
  isMine: boolean
  isElsewhere: boolean
  mayWork: boolean
  mayDecide: boolean
}

const hitIdOf = (visit: Visit): string => {
  const id = param(visit, 'id')
  if (!isId('schi', id)) throw notFound()
  return id
}

const hitOfPath = async (visit: Visit): Promise<One> => {
  const { ctx } = visit
  const id = hitIdOf(visit)
  const hit = await findHit(ctx.db, id)
  if (!hit) throw notFound()
  const { roles } = staffOf(visit)
  const isTaken = isHeld({ heldBy: hit.held_by, heldAt: hit.held_at }, ctx.now)
  const holder = isTaken ? ((await namesOfStaff(ctx.db, [hit.held_by!])).get(hit.held_by!) ?? '') : ''
  return {
    hit,
    sides: await readSides(ctx.db, hit),
    path: hitPath(id),
    holder,
    isMine: isTaken && hit.held_by === ctx.actor.id,
    isElsewhere: isTaken && hit.held_by !== ctx.actor.id,
    mayWork: isAllowed(roles, 'screening.work'),
    mayDecide: isAllowed(roles, 'screening.decide'),
  }
}

const actionsOf = ({ t }: Visit, { hit, path, isMine, isElsewhere, mayWork }: One): Action[] => {
  if (!mayWork || !isWaiting(hit.state) || isElsewhere) return []
  return isMine
    ? [{ label: t('web:verb.release'), post: `${path}/release`, icon: 'x' }]
    : [{ label: t('web:verb.claim'), post: `${path}/claim`, key: 'c', icon: 'hand' }]
}

const headFacts = async (visit: Visit, { hit, holder, isMine }: One): Promise<Fact[]> => {
  const { t, ctx } = visit
  const merchant = await findMerchant(ctx.db, hit.merchant_id)
  return [
    { label: t('screening:column.score'), text: scoreText(visit, hit.score_bps) },
    { label: t('screening:column.topic'), chip: topicChip(visit, hit.topic) },
    { label: t('web:word.merchant'), text: merchantNamed(visit, merchant?.name ?? ''), href: `/console/dossiers/${hit.dossier_id}` },
    ...(isWaiting(hit.state)
      ? [{ label: t('screening:column.due'), chip: dueChip(visit, hit.due_at) }, {
        label: t('screening:column.held'),
        text: isMine ? t('web:word.you') : holder || t('web:word.nobody'),
      }]
      : []),
    { label: t('screening:column.opened'), at: hit.opened_at },
    ...(await hitCaseFacts(visit, hit)),
  ]
}

const sentenceOf = (visit: Visit, { hit, sides, holder, isElsewhere }: One): string => {
  const { t } = visit
  const said = t('screening:hit.sentence', { ours: sides.subject.name, theirs: sides.listed.name, list: listName(visit, hit.list_code) })
  return [said, isElsewhere ? t('screening:hit.held', { who: holder }) : '', t(`screening:stands.${hit.state}`)].filter(Boolean).join(' ')
}

/** GET /console/screening/hits/:id: both sides, word by word, and what to answer. */
export const showHit = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const one = await hitOfPath(visit)
  const { hit, sides, path, isElsewhere, mayWork, mayDecide } = one
  const [acts, settings, pep] = [
    await listActs(ctx.db, hit.id),
    await findSettings(ctx.db),
    hit.topic === 'pep' && hit.state === 'same' ? await findPepFile(ctx.db, hit.id) : null,
  ]
  const lost = /^errors:([a-z_]+)\.text$/.exec(refused?.errors['form'] ?? '')?.[1]
  const asked = askedOf(answers, askedText(refused?.values['answer'] ?? visit.query['answer'], 12))
  const isOpen = (hit.state === 'open' || hit.state === 'unsure') && mayWork && !isElsewhere
  const isOwnDoubt = hit.state === 'unsure' && hit.doubt === 'opinion' && hit.doubted_by === ctx.actor.id
  return view('screening/hit', {
    title: sides.subject.name,
    back: { label: t('screening:title'), href: here },
    chip: hitChip(visit, hit.state),
    id: hit.id,
    sentence: sentenceOf(visit, one),
    facts: await headFacts(visit, one),
    actions: [...(await hitCaseActions(visit, hit)), ...actionsOf(visit, one)],
    next: mayWork ? { label: t('web:verb.next'), post: `${here}/next`, key: 'n', icon: 'arrow-right', kind: 'quiet' } : null,
    lost: lost ? { title: t(`errors:${lost}.title`), text: t(`errors:${lost}.text`), acts: actsModel(visit, acts.slice(0, 1)) } : null,
    errors: refused && !lost ? errorLines(refused.errors, t) : [],
    changed: hit.changed.length > 0
      ? {
        tone: 'warning',
        title: t(hit.reopened_from ? 'screening:hit.back' : 'screening:hit.changed'),
        text: changedText(visit, hit.changed),
        ...(hit.reopened_from ? { action: { href: hitPath(hit.reopened_from), label: t('screening:hit.before') } } : {}),
      }
      : null,
    sides: sidesModel(visit, sides.subject.party, sides.listed.party, hit.result),
    words: wordsModel(visit, hit.result),
    listed: listedFacts(visit, sides),
    entryLink: { label: t('screening:hit.entry'), href: `/console/watchlists/entries/${hit.entry_id}` },
    subjectLink: { label: t('screening:hit.subject'), href: `${here}/subjects/${hit.subject_id}` },
    oursName: sides.subject.name,
    theirsName: sides.listed.name,
    answer: isOpen && !isOwnDoubt ? answerModel(visit, hit, { asked, refused, twoPeopleBps: settings.twoPeopleBps }) : null,
    wait: isOwnDoubt ? t('screening:hit.own_doubt') : '',
    askDocument: hit.state === 'unsure' && hit.doubt === 'document'
      ? { label: t('screening:hit.ask_document'), href: `/console/dossiers/${hit.dossier_id}/ask-for-documents` }
      : null,
    confirm: hit.state === 'proposed' ? await confirmModel(visit, hit, { mayDecide, isElsewhere }) : null,
    decline: hit.state === 'proposed' && mayDecide && hit.proposed_by !== ctx.actor.id && !isElsewhere
      ? declineModel(visit, hit, refused)
      : null,
    pep: hit.topic === 'pep' && hit.state === 'same' ? pepModel(visit, path, pep, { mayWork, mayDecide, refused }) : null,
    freeze: sides.freezeId && isAllowed(staffOf(visit).roles, 'holds.secret')
      ? { label: t('screening:hit.freeze'), href: `${here}/freezes/${sides.freezeId}` }
      : null,
    history: actsModel(visit, acts),
  })
}

/** The next one at once: whoever works through the queue does not come back to it in between. */
const onward = async (visit: Visit, key: string): Promise<Answer> => {
  const id = await takeNextHit(visit.ctx)
  return id ? seeOther(hitPath(id), good(key)) : seeOther(here, good(key))
}

/** POST /console/screening/hits/:id/claim */
export const postClaimHit = async (visit: Visit): Promise<Answer> => {
  await claimHit(visit.ctx, hitIdOf(visit))
  return seeOther(hitPath(hitIdOf(visit)))
}

/** POST /console/screening/hits/:id/release */
export const postReleaseHit = async (visit: Visit): Promise<Answer> => {
  await releaseHit(visit.ctx, hitIdOf(visit))
  return seeOther(here)
}

const judgement = z.object({
  answer: choice(answers),
  code: z.string().max(40).catch(''),
  reason: words(2_000),
  wants: z.enum(doubts).optional().catch(undefined),
  seen: z.string().max(80),
})

/** POST /console/screening/hits/:id/judge */
export const postJudgeHit = async (visit: Visit): Promise<Answer> => {
  const said = parse(judgement, visit.body)
  const action = await judgeHit(visit.ctx, hitIdOf(visit), said)
  return onward(visit, action === 'propose' ? `screening:flash.proposed_${said.answer}` : `screening:flash.${action}`)
}

const seenVerdict = { seen: z.string().max(80), proposal: proposalSeen() }

/** POST /console/screening/hits/:id/confirm */
export const postConfirmHit = async (visit: Visit): Promise<Answer> => {
  const id = hitIdOf(visit)
  await confirmHit(visit.ctx, id, parse(z.object(seenVerdict), visit.body))
  return seeOther(hitPath(id), good('screening:flash.confirmed'))
}

/** POST /console/screening/hits/:id/decline */
export const postDeclineHit = async (visit: Visit): Promise<Answer> => {
  await declineHit(visit.ctx, hitIdOf(visit), parse(z.object({ reason: words(2_000), ...seenVerdict }), visit.body))
  return onward(visit, 'screening:flash.declined')
}

const pepForm = z.object({ sourceOfWealth: words(2_000), sourceOfFunds: words(2_000), measures: words(2_000) })

/** POST /console/screening/hits/:id/pep */
export const postPepFile = async (visit: Visit): Promise<Answer> => {
  await savePepAnswers(visit.ctx, hitIdOf(visit), parse(pepForm, visit.body))
  return seeOther(hitPath(hitIdOf(visit)), good('screening:flash.pep_saved'))
}

/** POST /console/screening/hits/:id/pep-approve */
export const postApprovePep = async (visit: Visit): Promise<Answer> => {
  await approvePep(visit.ctx, hitIdOf(visit), { seen: askedText(visit.body['seen'], 64) })
  return seeOther(hitPath(hitIdOf(visit)), good('screening:flash.pep_approved'))
}
