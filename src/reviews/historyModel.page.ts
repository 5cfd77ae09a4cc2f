import { readPlace, writePlace } from '#src/audit/historyQuery.ts'
import { readHistory, type HistoryEvent, type HistoryFilter } from '#src/audit/readHistory.sql.ts'
import { tellEvent } from '#src/audit/tellEvent.ts'
import { historyWords, readingSteps } from '#src/audit/historyWords.page.ts'
import type { HistoryEntry, Tab } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Case } from './case.page.ts'

/** What one may see of the history alone, by the first word of its events. */
const parts = ['dossier', 'document', 'document_request', 'mail'] as const

export const told = (visit: Visit, entries: readonly HistoryEvent[]): HistoryEntry[] =>
  entries.map((one) => tellEvent(one, historyWords(visit)))

const pageLength = 30

const address = (base: string, part: string, before?: string): string => {
  const query = new URLSearchParams({ ...(part ? { history: part } : {}), ...(before ? { before } : {}) }).toString()
  return `${base}${query ? `?${query}` : ''}#history`
}

/** The whole history of the merchant, newest first, a page by key; one part of it where asked. */
export const historyModel = async (visit: Visit, { file }: Case) => {
  const { t, ctx, query } = visit
  const base = `/console/dossiers/${file.dossier.id}`
  const part = parts.find((one) => one === query['history']) ?? ''
  const before = readPlace(query['before'])
  const { entries, next } = await readHistory(ctx.db, {
    merchantId: file.merchant.id,
    isOfFile: true,
    without: readingSteps,
    ...(part ? { noun: part } : {}),
  }, { limit: pageLength, before })
  const tabs: Tab[] = ['', ...parts].map((one) => ({
    label: t(`reviews:history.${one || 'all'}`),
    href: address(base, one),
    isCurrent: one === part,
  }))
  return {
    asOf: { label: t('knownFiles:open'), href: `${base}/as-of` },
    tabs,
    entries: told(visit, entries),
    older: next ? address(base, part, writePlace(next)) : '',
    newest: before ? address(base, part) : '',
  }
}

export type NewestAct = { told: HistoryEntry; isOwn: boolean }

/** The last thing of a kind that anybody did, the merchant, the clock and the reader himself included. */
export const newestAct = async (visit: Visit, among: HistoryFilter, isAct: RegExp): Promise<NewestAct | null> => {
  const { entries } = await readHistory(visit.ctx.db, { ...among, isOfFile: true }, { limit: 40 })
  const found = entries.find(({ event }) => isAct.test(event))
  return found ? { told: told(visit, [found])[0]!, isOwn: found.actorId === visit.ctx.actor.id } : null
}
