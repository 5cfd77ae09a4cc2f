import type { Findings } from '#src/checks/findings.page.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { Action, Progress } from '#src/web/components.ts'
import { formatNumber } from '#src/web/formats.ts'
import { hasText } from '#src/web/i18n.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import type { DocumentRow } from './documents.sql.ts'
import type { PageRow } from './pages.sql.ts'
import { markSpans, searchText } from './textSearch.ts'

type Page = Pick<PageRow, 'page' | 'text' | 'source' | 'confidence'>
export type Reading = { piece: DocumentRow; page: number; read: Page | null; findings: Pick<Findings, 'isDue'>; sought: readonly string[] }

/** Below it, half the letters may be guesses (ocr.md §2: a good scan reads at 90). */
const unsure = 70

const isUnderWay = ({ reading_state: state }: DocumentRow): boolean => state === 'waiting' || state === 'reading'

const progressOf = ({ t }: Visit, { id, pages_read: done, page_count: total, reading_state: state }: DocumentRow): Progress => ({
  id: `reading-of-${id}`,
  label: t(`documents:reading.${state}`),
  done,
  total,
  text: t('documents:reading.pages', { done, count: total }),
  pollUrl: null,
})

const failureOf = ({ t, lang }: Visit, { reading_error: code }: DocumentRow): string => {
  const key = `documents:reading_error.${code}`
  return t(code && hasText(lang, key) ? key : 'documents:reading_error.other')
}

const retryAction = (visit: Visit, { piece, page }: Reading): Action => {
  const label = visit.t('documents:reading.retry')
  if (!isAllowed(staffOf(visit).roles, 'documents.decide')) return { label, reason: visit.t('documents:missing.role') }
  return { label, post: `/console/documents/${piece.id}/retry`, fields: [{ name: 'page', value: String(page) }], icon: 'refresh' }
}

const sourceOf = ({ t, lang }: Visit, read: Page): string =>
  read.source === 'pdf_text'
    ? t('documents:reading.own_text')
    : t('documents:reading.by_ocr', { confidence: formatNumber(read.confidence ?? 0, lang) })

const textOf = ({ read, sought }: Reading) => (read && read.text.trim() !== '' ? markSpans(read.text, searchText(read.text)(sought)) : [])

/** The text of the page looked at, or how far the reading is; asks for itself until the piece was read and compared. */
export const readingModel = (visit: Visit, reading: Reading) => {
  const { piece, page, read, findings } = reading
  return {
    pollUrl: isUnderWay(piece) || findings.isDue ? `/console/documents/${piece.id}/reading?page=${page}` : '',
    progress: isUnderWay(piece) ? progressOf(visit, piece) : null,
    failure: piece.reading_state === 'failed' ? failureOf(visit, piece) : '',
    retry: piece.reading_state === 'failed' ? retryAction(visit, reading) : null,
    source: read ? sourceOf(visit, read) : '',
    isUnsure: read?.source === 'ocr' && (read.confidence ?? 0) < unsure,
    segments: textOf(reading),
    isBlank: read !== null && read.text.trim() === '',
  }
}
