import { isDryRun, unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { keySubjectOf } from '#src/platform/key-subject.ts'
import { findMerchantKeys } from '#src/platform/merchant-keys.ts'
import { insertDestroyedKey, personKeyFor, type PersonKey, type Whose } from '#src/platform/person-keys.ts'
import { record } from '#src/platform/record.ts'
import { listOldWords, resealWords, type OldWords } from '#src/platform/reseal-words.ts'
import { emptyReport, type Report } from '#src/platform/sweep.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { listGone, lockHistory, noteHistory } from './personKeys.sql.ts'

const batchSize = 1_000
/** A run is bounded: the next one goes on. */
const mostBatches = 100

type Found = { words: OldWords; whose: Whose }

const whoseOf = (words: OldWords): Found[] => {
  const whose = keySubjectOf(words.subjectId, words.data)
  return whose ? [{ words, whose: { ...whose, merchantId: words.merchantId } }] : []
}

/** Of whom nothing is left gets a key that nobody keeps: his words of before go now, as they would have gone with him. */
const keysFor = async (tx: Tx, found: readonly Found[]): Promise<Map<string, PersonKey>> => {
  const subjects = [...new Map(found.map(({ whose }) => [whose.subject, whose])).values()]
  const gone = await listGone(tx.db, subjects.map(({ subject }) => subject))
  const keys = new Map<string, PersonKey>()
  for (const whose of subjects)
    keys.set(whose.subject, gone.has(whose.subject) ? await insertDestroyedKey(tx, whose) : await personKeyFor(tx, whose))
  return keys
}

type Step = { read: number; resealed: number }

const resealAll = async (tx: Tx, words: readonly OldWords[]): Promise<number> => {
  const merchantKeys = await findMerchantKeys(tx.db, [...new Set(words.map(({ merchantId }) => merchantId))])
  const found = words.filter(({ merchantId }) => merchantKeys.has(merchantId)).flatMap(whoseOf)
  const keys = await keysFor(tx, found)
  let count = 0
  for (const one of found)
    if (await resealWords(tx, one.words, merchantKeys.get(one.words.merchantId)!, keys.get(one.whose.subject)!)) count++
  return count
}

const nextBatch = (ctx: Ctx): Promise<Step | null> =>
  unit(ctx, async (tx) => {
    const place = await lockHistory(tx.db)
    if (!place || place.reached >= place.upto) return null
    const words = await listOldWords(tx.db, { after: place.reached, upto: place.upto, limit: batchSize })
    const resealed = await resealAll(tx, words)
    await noteHistory(tx.db, words.length < batchSize ? place.upto : words.at(-1)!.id)
    await record(tx, 'retention.words_resealed', { subject: 'person_keys', data: { count: resealed } })
    return { read: words.length, resealed }
  })

/**
 * Words that were written before persons had keys go from their merchants' under their own, in bounded batches, each with the place it came
 * to: killed in the middle, the next run goes on there. What they say is held by their digest, which is in the chain: the history verifies
 * before, in between and after.
 */
export const resealHistory = async (ctx: Ctx): Promise<Report> => {
  const report = emptyReport()
  for (let batch = 0; batch < mostBatches && !isStopping(); batch++) {
    const step = await nextBatch(ctx)
    if (!step) return report
    report.done += step.resealed
    report.skipped += step.read - step.resealed
    // a trial does not move on
    if (isDryRun(ctx)) return report
  }
  return report
}
