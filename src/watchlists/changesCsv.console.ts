import { notFound } from '#src/kernel/errors.ts'
import type { Answer } from '#src/web/answer.ts'
import { csvLine } from '#src/web/csv.ts'
import type { Visit } from '#src/web/visit.ts'
import { listChanges, type ChangeQuery, type ChangeRow } from './changes.sql.ts'
import { changeQuery } from './changesModel.page.ts'
import { exportChanges } from './exportChanges.ts'
import { kindText, partsText } from './listWords.page.ts'
import { listOfPath, versionAsked } from './watchlist.console.ts'
import type { VersionRow } from './watchlists.sql.ts'

const headings = ['list', 'version', 'change', 'parts', 'name', 'name_before', 'kind', 'ref', 'entry'] as const
const csvPage = 500

const csvRow = (visit: Visit, version: VersionRow, row: ChangeRow): string =>
  csvLine([
    version.list_code,
    version.number,
    visit.t(`watchlists:change_one.${row.kind}`),
    partsText(visit, row.parts),
    row.name,
    row.nameBefore ?? '',
    kindText(visit, row.partyKind),
    row.ref,
    row.entryId,
  ])

async function* linesOf(visit: Visit, version: VersionRow, query: ChangeQuery): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`watchlists:csv.${one}`)))
  for (let after = query.after;;) {
    const rows: ChangeRow[] = await listChanges(visit.ctx.db, { id: version.id, number: version.number! }, { ...query, after }, csvPage)
    yield rows.map((row) => csvRow(visit, version, row)).join('')
    if (rows.length < csvPage) return
    after = rows.at(-1)!.id
  }
}

/** GET /console/watchlists/:code/changes.csv: what a version changed, all of what the filter lets pass. */
export const exportChangesCsv = async (visit: Visit): Promise<Answer> => {
  const list = await listOfPath(visit)
  const version = await versionAsked(visit, list)
  if (!version) throw notFound()
  await exportChanges(visit.ctx, version.id, list.code)
  return {
    kind: 'csv',
    fileName: `${visit.t('watchlists:file')}-${list.code}-${version.number}.csv`,
    lines: linesOf(visit, version, { ...changeQuery(visit), after: null }),
  }
}
