import { alertScenario, merchantText, reasonText } from '#src/alerts/alertWords.page.ts'
import { queuePath } from '#src/alerts/queue.page.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { lookCsv, looksModel, readLookQuery, type LookLine, type LookRoom } from '#src/looks/looksList.page.ts'
import { view, type Answer } from '#src/web/answer.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { alertLookShelves, countAlertDisagreements, listAlertLooks, type AlertLookShelf, type FoundAlertLook } from './alertLooks.sql.ts'
import { exportAlertLooks } from './exportAlertLooks.ts'
import { here, lookChip, lookPath } from './lookWords.page.ts'

const looks: LookRoom<AlertLookShelf> = { here, words: 'alertLooks:list', prefix: 'alrt', shelves: alertLookShelves }
const pageSize = 50

const codeText = (visit: Visit, code: string): string => (code === 'case' ? visit.t('alertLooks:verdict.case') : reasonText(visit, code))
const firstText = (visit: Visit, one: FoundAlertLook): string =>
  [codeText(visit, one.first_code ?? 'case'), one.first_words].filter(Boolean).join(' : ')
const secondText = (
  { t }: Visit,
  one: FoundAlertLook,
): string => (one.verdict ? `${t(`alertLooks:verdict.${one.verdict}`)} : ${one.reason}` : '')

/** While it waits nothing is said of the first answer. */
const lineOf = (visit: Visit, one: FoundAlertLook): LookLine => ({
  href: lookPath(one.alert_id),
  name: merchantText(visit, one.merchantName),
  what: alertScenario(visit, one),
  first: one.by_staff ? one.firstName : '',
  reason: one.by_staff ? firstText(visit, one) : '',
  second: one.secondName ?? '',
  secondReason: secondText(visit, one),
  chip: lookChip(visit, one),
  at: one.settled_at ?? one.at ?? one.chosen_at,
})

/** GET /console/alerts/looks: decided alerts to be judged again; where two people differ; by person and by reason. */
export const showAlertLooks = async (visit: Visit): Promise<Answer> => {
  const { ctx } = visit
  const asked = readLookQuery(visit, looks)
  const found = await listAlertLooks(ctx.db, { ...asked, staffId: staffOf(visit).id }, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const rates = asked.shelf === 'waiting' ? [] : await countAlertDisagreements(ctx.db)
  return view('looks/list', {
    back: { href: queuePath, label: visit.t('alerts:title') },
    ...looksModel(visit, looks, asked, {
      lines: rows.map((one) => lineOf(visit, one)),
      last: found.length > pageSize ? rows.at(-1)!.alert_id : null,
      rates,
      reasonOf: (key) => codeText(visit, key),
    }),
  })
}

const headings = [
  'alert',
  'merchant',
  'scenario',
  'first',
  'verdict',
  'code',
  'words',
  'decided',
  'second',
  'second_verdict',
  'second_words',
  'at',
  'settled_by',
  'settled',
  'settled_words',
] as const

const cellsOf = (visit: Visit, one: FoundAlertLook): (string | null)[] => {
  const verdict = (said: string | null): string | null => said && visit.t(`alertLooks:verdict.${said}`)
  return [
    one.alert_id,
    one.merchantName,
    one.scenario,
    one.firstName,
    verdict(one.first_verdict),
    one.first_code && reasonText(visit, one.first_code),
    one.first_words,
    one.chosen_at.toISOString(),
    one.secondName,
    verdict(one.verdict),
    one.reason,
    one.at?.toISOString() ?? null,
    one.settlerName,
    verdict(one.settled_verdict),
    one.settled_reason,
  ]
}

/** GET /console/alerts/looks.csv: those that were judged twice. */
export const exportAlertLooksCsv = async (visit: Visit): Promise<Answer> => {
  const { t, ctx } = visit
  await exportAlertLooks(ctx)
  const lines = lookCsv<FoundAlertLook>({
    headings: headings.map((one) => t(`alertLooks:csv.${one}`)),
    idOf: (one) => one.alert_id,
    pageOf: (after, limit) => listAlertLooks(ctx.db, { shelf: 'done', after, staffId: staffOf(visit).id }, limit),
    cellsOf: (one) => cellsOf(visit, one),
  })
  return { kind: 'csv', fileName: `${t('alertLooks:file')}-${parisDay(ctx.now)}.csv`, lines }
}
