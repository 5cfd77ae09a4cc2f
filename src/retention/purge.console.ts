import { z } from 'zod'
import { askedOf, askedText } from '#src/kernel/asked.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { line, parse, words } from '#src/web/fields.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { findPurger } from '#src/purgers/purgers.sql.ts'
import { downloadPurgeCertificate, exportPurgeList } from './downloadPurge.ts'
import { categories, policyOn } from './policy.ts'
import { listSigned } from './policies.sql.ts'
import { ruleText } from './policyWords.page.ts'
import { previewPurge } from './previewPurge.ts'
import { actOf, byGround, figuresOf, isInCircle, pathOf, purgeChip, runColumns, runRows, type OnePurge,
  type Refused } from './purgePage.page.ts'
import { countByGround, countOver, findFirstRun, findOpenPurge, listGoing, listKept, listPurges } from './purges.sql.ts'
import { reachOf } from './reach.ts'
import { refusePurge, signPurge } from './signPurge.ts'

const pageSize = 20
const csvPage = 10_000
const runsShown = 20

const oneOfPath = async (visit: Visit): Promise<OnePurge> => {
  const category = askedOf(categories, param(visit, 'category'))
  const purger = category && findPurger(category)
  if (!category || !purger) throw notFound()
  const { db, now } = visit.ctx
  const day = parisDay(now)
  const policy = policyOn(await listSigned(db), category, day)
  const [open, firstRun] = [await findOpenPurge(db, category), await findFirstRun(db, policy.id)]
  return { category, policy, open, firstRun, reach: reachOf(purger, policy, { day, at: now }) }
}

/** The list that is to be signed where there is one; else what would go today. */
const readList = ({ ctx }: Visit, { open, reach }: OnePurge, after: string, limit: number): Promise<string[]> =>
  open?.is_first ? listKept(ctx.db, open.id, after, limit) : listGoing(ctx.db, reach, after, limit)

const listOf = async (visit: Visit, one: OnePurge) => {
  const said = askedText(visit.query['after'], 40)
  const after = isId(one.reach.purger.kind, said) ? said : ''
  const found = await readList(visit, one, after, pageSize + 1)
  const ids = found.slice(0, pageSize)
  const path = pathOf(one.category)
  return {
    ids,
    csv: isAllowed(staffOf(visit).roles, 'exports.make') && ids.length > 0 ? `${path}.csv` : null,
    pages: {
      previous: after ? path : null,
      next: found.length > pageSize ? `${path}?after=${ids.at(-1)!}` : null,
      shown: visit.t('retention:purge.shown', { count: ids.length }),
    },
  }
}

/** GET /console/retention/:category/purge: what is over, what keeps some of it, the list two people sign, and what was erased before. */
export const showPurge = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const one = await oneOfPath(visit)
  const [counts, list, runs] = [
    await countOver(ctx.db, one.reach),
    await listOf(visit, one),
    await listPurges(ctx.db, one.category, runsShown),
  ]
  const grounds = isInCircle(visit) ? byGround(visit, await countByGround(ctx.db, one.reach)) : null
  return view('retention/purge', {
    title: t('retention:purge.title', { category: t(`retention:category.${one.category}`) }),
    back: { href: `/console/retention/${one.category}`, label: t(`retention:category.${one.category}`) },
    chip: one.open ? purgeChip(visit, one.open.state) : null,
    sentence: ruleText(visit, one.policy),
    errors: errorLines(refused?.errors, t),
    figures: figuresOf(visit, counts),
    grounds,
    act: await actOf(visit, one, counts, refused),
    actTitle: t(one.firstRun ? 'retention:purge.later_act' : 'retention:purge.act'),
    list,
    listTitle: t(one.open?.is_first ? 'retention:purge.signed_list' : 'retention:purge.list'),
    columns: runColumns(visit),
    runs: await runRows(visit, runs.filter(({ ended_at: endedAt }) => endedAt !== null)),
    empty: { title: t('retention:purge.nothing_title'), text: t('retention:purge.nothing_text'), icon: 'check' },
  })
}

async function* linesOf(visit: Visit, one: OnePurge): AsyncGenerator<string> {
  yield csvLine(['id'])
  for (let after = '';;) {
    const ids = await readList(visit, one, after, csvPage)
    yield ids.map((id) => csvLine([id])).join('')
    if (ids.length < csvPage) return
    after = ids.at(-1)!
  }
}

/** GET /console/retention/:category/purge.csv: the whole list, by key; taking it away is recorded. */
export const exportPurgeCsv = async (visit: Visit): Promise<Answer> => {
  const one = await oneOfPath(visit)
  await exportPurgeList(visit.ctx, one.category)
  return {
    kind: 'csv',
    fileName: `${visit.t('retention:purge.file')}-${one.category}-${parisDay(visit.ctx.now)}.csv`,
    lines: linesOf(visit, one),
  }
}

/** POST /console/retention/:category/purge/preview */
export const postPreviewPurge = async (visit: Visit): Promise<Answer> => {
  const { category } = await oneOfPath(visit)
  await previewPurge(visit.ctx, category)
  return seeOther(pathOf(category), good('retention:flash.previewed'))
}

const openId = ({ open }: OnePurge): string => {
  if (!open) throw notFound()
  return open.id
}

/** POST /console/retention/:category/purge/sign */
export const postSignPurge = async (visit: Visit): Promise<Answer> => {
  const one = await oneOfPath(visit)
  await signPurge(visit.ctx, openId(one), parse(z.object({ seen: line(64) }), visit.body))
  return seeOther(pathOf(one.category), good('retention:flash.purge_signed'))
}

/** POST /console/retention/:category/purge/refuse */
export const postRefusePurge = async (visit: Visit): Promise<Answer> => {
  const one = await oneOfPath(visit)
  await refusePurge(visit.ctx, openId(one), parse(z.object({ reason: words(2_000) }), visit.body))
  return seeOther(pathOf(one.category), good('retention:flash.purge_refused'))
}

const certificateOf = async (visit: Visit) => {
  const id = param(visit, 'id')
  if (!isId('purg', id)) throw notFound()
  return { id, ...(await downloadPurgeCertificate(visit.ctx, param(visit, 'category'), id)) }
}

/** GET /console/retention/:category/purges/:id/certificate */
export const showPurgeCertificate = async (visit: Visit): Promise<Answer> => {
  const { id, bytes } = await certificateOf(visit)
  return {
    kind: 'file',
    bytes,
    mime: 'application/pdf',
    fileName: `${visit.t('retention:purge.certificate_file')}-${id}.pdf`,
    isInline: true,
  }
}

/** GET /console/retention/:category/purges/:id/signature: 64 bytes, over the bytes of the certificate. */
export const showPurgeSignature = async (visit: Visit): Promise<Answer> => {
  const { id, signature } = await certificateOf(visit)
  return {
    kind: 'file',
    bytes: signature,
    mime: 'application/octet-stream',
    fileName: `${visit.t('retention:purge.certificate_file')}-${id}.pdf.sig`,
    isInline: false,
  }
}
