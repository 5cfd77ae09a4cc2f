import type { Chip, Columns, Fact, Progress } from '#src/web/components.ts'
import { formatFileSize, formatInstant, formatNumber } from '#src/web/formats.ts'
import { hasText } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import type { ListedPack, PackRow } from './inspections.sql.ts'

export const packPath = (id: string): string => `/console/inspections/${id}`

const tones: Record<PackRow['state'], Chip['tone']> = {
  ordered: 'waiting',
  building: 'waiting',
  ready: 'good',
  failed: 'bad',
  expired: 'neutral',
}
export const packChip = ({ t }: Visit, { state }: PackRow): Chip => ({ tone: tones[state], label: t(`inspection:state.${state}`) })

/** The last instant that is told. */
export const knownAt = ({ known_until: until }: PackRow): Date => new Date(until.getTime() - 1)

export const progressOf = ({ t }: Visit, row: PackRow, pollUrl: string): Progress => ({
  id: 'inspection-progress',
  label: t('inspection:making'),
  done: row.parts_done,
  total: row.parts_total,
  text: row.state === 'ordered' ? t('inspection:waits') : t('inspection:parts', { done: row.parts_done, total: row.parts_total }),
  pollUrl,
})

export const packColumns = ({ t }: Visit): Columns => ({
  known: { label: t('inspection:column.known'), isLead: true },
  ordered: { label: t('inspection:column.ordered') },
  reason: { label: t('inspection:column.reason'), isWide: true },
  state: { label: t('web:word.state') },
})
export const packRow = (visit: Visit, row: ListedPack) => ({
  href: packPath(row.id),
  known: formatInstant(knownAt(row), visit.lang),
  ordered: `${row.orderedByName}, ${formatInstant(row.ordered_at, visit.lang)}`,
  reason: row.reason,
  chip: packChip(visit, row),
})

export const packFacts = ({ t, lang }: Visit, row: PackRow, orderedBy: string): Fact[] => [
  { label: t('inspection:column.known'), at: knownAt(row) },
  { label: t('inspection:column.ordered'), text: `${orderedBy}, ${formatInstant(row.ordered_at, lang)}` },
  { label: t('inspection:column.reason'), text: row.reason },
  ...(row.ready_at
    ? [{
      label: t('inspection:fact.holds'),
      text: t('inspection:fact.contents', {
        files: formatNumber(row.file_count ?? 0, lang),
        events: formatNumber(row.event_count ?? 0, lang),
        size: formatFileSize(row.byte_count ?? 0, lang),
      }),
    }]
    : []),
  ...(row.sha256 ? [{ label: 'SHA-256', text: row.sha256.toString('hex'), isMono: true }] : []),
  ...(row.state === 'ready' && row.expires_at ? [{ label: t('inspection:fact.until'), at: row.expires_at }] : []),
]

export const failureText = ({ t, lang }: Visit, { failure }: PackRow): string => {
  if (!failure) return ''
  const key = `errors:${failure}.text`
  return hasText(lang, key) ? t(key) : t('inspection:failed')
}
