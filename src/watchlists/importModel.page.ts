import type { Progress } from '#src/web/components.ts'
import { formatNumber } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { ImportRow } from './imports.sql.ts'
import { here } from './listWords.page.ts'
import { findVersion } from './watchlists.sql.ts'

/** So long the page says what came of the last one; its version, or its refusal, stays on the list of versions. */
const toldMs = 24 * 3_600_000

export const isReadNow = (order: ImportRow | null): boolean => order !== null && order.ended_at === null

const steps = { ordered: 0, reading: 1, writing: 2 } as const

const progressOf = ({ t, lang }: Visit, { state, entry_count: entries }: ImportRow): Progress => ({
  id: 'list-import-progress',
  label: t('watchlists:reading.title'),
  done: steps[state as keyof typeof steps] ?? 3,
  total: 3,
  text: t(`watchlists:reading.${state}`, { count: entries ?? 0, entries: formatNumber(entries ?? 0, lang) }),
})

/** Why a file was refused stands in a notice of its own, in the words of every import (`watchlists:fault`). */
const outcomeOf = async ({ t, ctx }: Visit, { state, version_id: versionId }: ImportRow) => {
  if (state === 'failed') return { tone: 'bad', text: t('watchlists:reading.failed') }
  const version = versionId ? await findVersion(ctx.db, versionId) : null
  if (!version || state === 'refused') return null
  return state === 'unchanged'
    ? { tone: 'neutral', text: t('watchlists:flash.unchanged', { number: version.number }) }
    : {
      tone: 'good',
      text: t('watchlists:flash.imported', {
        number: version.number,
        added: version.added_count,
        changed: version.changed_count,
        removed: version.removed_count,
      }),
    }
}

/** The files that were handed in last: how far their reading is, with where the page asks again; or what came of it, for a day. */
export const importedModel = async (visit: Visit, order: ImportRow | null) => {
  if (order === null) return { pollUrl: null, progress: null, outcome: null }
  if (isReadNow(order)) return { pollUrl: `${here}/${order.list_code}`, progress: progressOf(visit, order), outcome: null }
  const isFresh = visit.ctx.now.getTime() - order.ended_at!.getTime() < toldMs
  return { pollUrl: null, progress: null, outcome: isFresh ? await outcomeOf(visit, order) : null }
}
