import { parisDay } from '#src/kernel/calendar.ts'
import { conflict, invalid } from '#src/kernel/errors.ts'
import { findErasureOf } from '#src/erasure/erasures.sql.ts'
import type { Plan } from '#src/erasure/plan.ts'
import { letterLang } from '#src/notifications/letterDates.ts'
import { writeMail } from '#src/notifications/writeMail.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { readSetting } from '#src/processing/settings.sql.ts'
import { listRectifications } from '#src/rectifications/rectifications.sql.ts'
import { answerLetter } from './answerLetter.ts'
import { readParts, type AnswerParts } from './answerParts.sql.ts'
import { letterTo, linkOf } from '#src/rights/letterTo.ts'
import { moveRequest } from '#src/rights/moveRequest.ts'
import { dropIdentityFiles, keepRightsFile } from '#src/rights/rightsFiles.ts'
import { listLinked, type RightsRow } from '#src/rights/rights.sql.ts'
import { isCopy, type RightsKind, type RightsOutcome, type RightsRefusal } from '#src/rights/rightsRequest.ts'

export type Answer = { outcome: RightsOutcome; words: string; balancing: string }

/** What must stand before "done" is said: the code of what lacks. */
const lacks: Partial<Record<RightsKind, (parts: AnswerParts) => string | null>> = {
  access: (parts) => (parts.package ? null : 'rights_no_package'),
  portability: (parts) => (parts.package ? null : 'rights_no_package'),
  erasure: (parts) => (parts.erasure ? null : 'rights_no_erasure'),
  rectification: ({ rectified }) => (rectified > 0 ? null : 'rights_not_rectified'),
  restriction: ({ restricted }) => (restricted ? null : 'rights_not_restricted'),
}

/** Nothing waits for anybody; somebody is linked, or it is said that nothing was found; what the kind asks for is there. */
export const whyNotAnswered = (kind: RightsKind, outcome: RightsOutcome, parts: AnswerParts, linked: number): string | null => {
  if (parts.packageWaits || parts.erasureWaits || parts.rectificationWaits) return 'rights_part_waits'
  if (outcome === 'nothing_found') return linked > 0 ? 'rights_somebody_linked' : null
  return linked === 0 ? 'rights_no_subject' : (lacks[kind]?.(parts) ?? null)
}

type Letter = { words: string; isRefusal: boolean; isNothingFound: boolean; parts: AnswerParts | null }

/** The letter is drawn and kept with the request, and written to whoever has an address of mail. Copies that were asked for in doubt go. */
const writeAnswer = async (tx: Tx, request: RightsRow, { words, isRefusal, isNothingFound, parts }: Letter): Promise<void> => {
  const { id, kind, language, received_on: receivedOn } = request
  const erasure = parts?.erasure ? await findErasureOf(tx.db, id) : null
  const rectified = parts && parts.rectified > 0 ? (await listRectifications(tx.db, id)).filter(({ state }) => state === 'applied') : []
  const hasPackage = isCopy(kind) && Boolean(parts?.package)
  const bytes = await answerLetter({
    reference: id,
    lang: letterLang(language),
    name: request.name,
    postalAddress: request.postal_address,
    kind,
    receivedOn,
    answeredOn: parisDay(tx.now),
    isRefusal,
    isNothingFound,
    words,
    lines: erasure ? (erasure.plan as unknown as Plan).lines : [],
    rectified: rectified.map(({ field, value_after: after }) => ({ field, after })),
    isRestricted: kind !== 'erasure' && Boolean(parts?.restricted),
    hasPackage,
    officer: await readSetting(tx.db, 'officer'),
  })
  await keepRightsFile(tx, request, { kind: 'answer', fileName: `${id}.pdf`, type: 'pdf', mime: 'application/pdf', bytes })
  const values = { reference: id, receivedOn, message: words, ...(await linkOf(tx.db, request)) }
  const letter = { to: letterTo(request), subjectId: id, dedupeKey: `rights-answer:${id}` }
  if (request.email)
    await (isRefusal
      ? writeMail(tx, { template: 'rights_refused', ...letter, values })
      : writeMail(tx, { template: 'rights_answered', ...letter, values: { ...values, hasPackage } }))
  await dropIdentityFiles(tx, id)
}

const mustSay = (words: string): void => {
  if (!words.trim()) throw invalid({ words: 'web:field.missing' })
}

/** 409 naming what lacks (`rights_no_subject`, `rights_no_package`…); 422 `words`, and of an objection the `balancing`. */
export const answerRequest = (ctx: Ctx, id: string, { outcome, words, balancing }: Answer): Promise<void> =>
  moveRequest(ctx, id, 'answer', async (tx, request) => {
    mustSay(words)
    if (request.kind === 'objection' && !balancing.trim()) throw invalid({ balancing: 'web:field.missing' })
    const parts = await readParts(tx.db, id)
    const lacking = whyNotAnswered(request.kind, outcome, parts, (await listLinked(tx.db, id)).length)
    if (lacking) throw conflict(lacking)
    await writeAnswer(tx, request, { words, isRefusal: false, isNothingFound: outcome === 'nothing_found', parts })
    return { set: { outcome, answer: words, balancing: balancing.trim() || null }, words, facts: { outcome } }
  })

/** On one of the grounds there are, in words the person reads. 409 `rights_part_waits` while something waits for a second person. */
export const refuseRequest = (
  ctx: Ctx,
  id: string,
  { ground, words, balancing }: { ground: RightsRefusal; words: string; balancing: string },
): Promise<void> =>
  moveRequest(ctx, id, 'refuse', async (tx, request) => {
    mustSay(words)
    if (ground === 'overriding_interest' && !balancing.trim()) throw invalid({ balancing: 'web:field.missing' })
    const parts = await readParts(tx.db, id)
    if (parts.packageWaits || parts.erasureWaits || parts.rectificationWaits) throw conflict('rights_part_waits')
    await writeAnswer(tx, request, { words, isRefusal: true, isNothingFound: false, parts: null })
    return { set: { refusal: ground, answer: words, balancing: balancing.trim() || null }, words, facts: { ground } }
  })
