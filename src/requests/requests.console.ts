import { isAllowed } from '#src/kernel/permissions.ts'
import { openSteps } from '#src/kernel/lifecycle.ts'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import { historyWords } from '#src/audit/historyWords.page.ts'
import { tellEvent } from '#src/audit/tellEvent.ts'
import { originOf } from '#src/renewals/origin.page.ts'
import type { LostRace } from '#src/reviews/lostRace.page.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Fact } from '#src/web/components.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { maxExtensionDays } from './clock.ts'
import { clockModel } from './clockModel.page.ts'
import { requestClock } from './ledger.ts'
import { requestLifecycle, type RequestAction } from './request.ts'
import { itemColumns, itemLines, ledgerColumns, ledgerLines, letterColumns, letterLines, standOf, stateChip,
  type Speech } from './requestModel.page.ts'
import { readRequestPage, type RequestPage } from './requestPage.sql.ts'

export const speechOf = ({ t, lang, ctx }: Visit): Speech => ({ t, lang, now: ctx.now })

/** Null: the step is open to this reader. Otherwise why it is not: the state first, then the role. */
const missing = (visit: Visit, { request }: RequestPage, action: RequestAction & ('extend' | 'withdraw')): string | null => {
  if (!requestLifecycle[request.state][action]) return visit.t(`requests:missing.${action}_state`)
  if (!openSteps(requestLifecycle, request.state, staffOf(visit)).includes(action)) return visit.t(`requests:missing.${action}_role`)
  const isSpent = action === 'extend' && request.extension_days >= maxExtensionDays
  return isSpent ? visit.t('requests:missing.extend_spent') : null
}

const actionsOf = (visit: Visit, page: RequestPage): Action[] => {
  const { t } = visit
  const here = `/console/requests/${page.request.id}`
  const act = (name: 'extend' | 'withdraw', kind: Action['kind'], icon: string, key: string): Action => {
    const reason = missing(visit, page, name)
    return { label: t(`requests:${name}.button`), ...(reason ? { reason } : { href: `${here}/${name}`, kind, icon, key }) }
  }
  return [act('withdraw', 'plain', 'x', 'w'), act('extend', 'plain', 'clock', 'e')]
}

const factsOf = ({ t }: Visit, { request, merchant, names }: RequestPage, origin: string): Fact[] => [
  { label: t('requests:page.merchant'), text: merchant.name || merchant.id, href: `/console/merchants/${merchant.id}` },
  { label: t('requests:page.purpose'), text: t(`requests:purpose.${request.purpose}`) },
  { label: t('requests:page.opened'), at: request.opened_at },
  { label: t('requests:page.opened_by'), text: names.get(request.opened_by) ?? t('requests:board.by_system') },
  ...(origin ? [{ label: t('renewals:origin.title'), text: origin }] : []),
  ...(request.closed_at ? [{ label: t('requests:page.closed'), at: request.closed_at }] : []),
]

const historyOf = async (visit: Visit, id: string) => {
  const { entries } = await readHistory(visit.ctx.db, { subjectId: id }, { limit: 50 })
  return entries.map((one) => tellEvent(one, historyWords(visit)))
}

/** A request with its whole clock, the ledger of its time, its pieces and letters. `lost`: why an act on it was refused. */
export const drawRequest = async (visit: Visit, page: RequestPage, lost: LostRace | null): Promise<Answer> => {
  const { ctx, t } = visit
  const clock = requestClock(page.request, page.ledger, ctx.now)
  const speech = speechOf(visit)
  const origin = await originOf(ctx.db, { ...page.request, openedAt: page.request.opened_at }, visit)
  const isShown = clock && (page.request.closed_at === null || page.request.state === 'lapsed')
  return view('requests/show', {
    lost,
    title: `${t('requests:page.title')} · ${page.merchant.name || page.merchant.id}`,
    heading: page.merchant.name || page.merchant.id,
    id: page.request.id,
    chip: stateChip(page.request.state, t),
    sentence: standOf(page, clock, speech),
    facts: factsOf(visit, page, origin),
    actions: actionsOf(visit, page),
    back: { label: t('requests:page.back'), href: '/console/clocks' },
    primary: { label: t('requests:page.dossier'), href: `/console/dossiers/${page.request.dossier_id}`, key: 'd' },
    clock: isShown ? clockModel(clock, t) : null,
    items: itemLines(page, speech),
    itemColumns: itemColumns(t),
    mayOpen: isAllowed(staffOf(visit).roles, 'documents.read'),
    ledger: ledgerLines(page, clock, speech),
    ledgerColumns: ledgerColumns(t),
    letters: letterLines(page.letters, speech),
    letterColumns: letterColumns(t),
    message: page.request.message.split('\n').filter((line) => line.trim() !== ''),
    history: await historyOf(visit, page.request.id),
    shortcuts: [{ keys: ['d'], label: t('requests:page.dossier') }, { keys: ['e'], label: t('requests:extend.button') }, {
      keys: ['w'],
      label: t('requests:withdraw.button'),
    }],
  })
}

/** GET /console/requests/:id */
export const showRequest = async (visit: Visit): Promise<Answer> =>
  drawRequest(visit, await readRequestPage(visit.ctx.db, param(visit, 'id')), null)
