import type { OneRequest } from '#src/rights/oneRequest.page.ts'
import { isCopy } from '#src/rights/rightsRequest.ts'
import { requestPath } from '#src/rights/rightsWords.page.ts'
import type { Action, Fact, Progress } from '#src/web/components.ts'
import { formatFileSize, formatNumber } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { PackageRow } from './packages.sql.ts'

export const progressOf = ({ t }: Visit, row: PackageRow, pollUrl: string): Progress => ({
  id: 'package-progress',
  label: t('rights:package.making'),
  done: row.parts_done,
  total: Math.max(1, row.parts_total),
  text: row.state === 'ordered' ? t('rights:package.waits') : t('rights:package.parts', { done: row.parts_done, total: row.parts_total }),
  pollUrl,
})

const factsOf = ({ t, lang }: Visit, row: PackageRow): Fact[] => [
  {
    label: t('rights:package.holds'),
    text: t('rights:package.contents', {
      rows: formatNumber(row.row_count ?? 0, lang),
      files: formatNumber(row.file_count ?? 0, lang),
      size: formatFileSize(row.byte_count ?? 0, lang),
    }),
  },
  { label: t('rights:package.made'), at: row.ready_at! },
  ...(row.state === 'ready' ? [{ label: t('rights:package.until'), at: row.expires_at! }] : []),
]

/** The copy of a request that asks for one: what it is, whether it is made, and how it is had; null for any other request. */
export const packageModel = async (visit: Visit, { request, package: row, subjects, isLiving, mayHandle }: OneRequest) => {
  if (!isCopy(request.kind)) return null
  const { t } = visit
  const path = requestPath(request)
  const mayOrder = isLiving && mayHandle && request.state === 'in_progress' && subjects.length > 0 &&
    (!row || row.state === 'failed' || row.state === 'expired')
  const order: Action | null = mayOrder
    ? { label: t('rights:package.order'), href: `${path}/package`, icon: 'folder', kind: 'primary' }
    : null
  const waiting = isLiving && !row
    ? t(
      subjects.length === 0
        ? 'rights:package.needs_subject'
        : request.state === 'in_progress'
        ? 'rights:package.none'
        : 'rights:package.needs_taking',
    )
    : ''
  return {
    text: t(`rights:package.what_${request.kind}`),
    waiting,
    order,
    progress: row && (row.state === 'ordered' || row.state === 'building') ? progressOf(visit, row, `${path}/package/progress`) : null,
    failure: row?.state === 'failed' ? t('rights:package.failed', { code: row.failure ?? '' }) : '',
    expired: row?.state === 'expired' ? t('rights:package.expired') : '',
    facts: row && row.ready_at ? factsOf(visit, row) : [],
    download: row?.state === 'ready' && mayHandle
      ? { label: t('rights:package.download'), href: `${path}/package.zip`, icon: 'download' }
      : null,
  }
}
