import { z } from 'zod'
import { askedText } from '#src/kernel/asked.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { refill, type Columns, type Fact, type Field } from '#src/web/components.ts'
import { optionalLine, optionalWords, parse, tick, whole } from '#src/web/fields.ts'
import { formatDay, formatFileSize, formatNumber } from '#src/web/formats.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { changeList } from './changeList.ts'
import { changesModel } from './changesModel.page.ts'
import { importedModel, isReadNow } from './importModel.page.ts'
import { findLastImport } from './imports.sql.ts'
import { ageText, faultText, here, listChip, listName, topicChip } from './listWords.page.ts'
import { orderImport } from './orderImport.ts'
import { hostsOf, isListCode, mustCount } from './watchlist.ts'
import { findCurrent, findLastTry, findVersion, findWatchlist, listVersions, type ListRow, type VersionRow } from './watchlists.sql.ts'

export type Refused = { values: Record<string, unknown>; errors: Record<string, string> }

const versionsShown = 12

export const listOfPath = async (visit: Visit): Promise<ListRow> => {
  const code = param(visit, 'code')
  const list = isListCode(code) ? await findWatchlist(visit.ctx.db, code) : null
  if (!list) throw notFound()
  return list
}

/** Which version's changes are shown: the one asked for, else the one in force. 404 for what is no version of this list that was taken. */
export const versionAsked = async ({ ctx, query }: Visit, list: ListRow): Promise<VersionRow | null> => {
  const asked = askedText(query['version'], 40)
  if (asked === '') return findCurrent(ctx.db, list.code)
  const version = isId('wlvr', asked) ? await findVersion(ctx.db, asked) : null
  if (!version || version.list_code !== list.code || version.number === null) throw notFound()
  return version
}

const versionColumns = ({ t }: Visit): Columns => ({
  version: { label: t('watchlists:column.version'), isLead: true, isWide: true },
  entries: { label: t('watchlists:column.entries'), isNumber: true },
  added: { label: t('watchlists:change.added'), isNumber: true },
  changed: { label: t('watchlists:change.changed'), isNumber: true },
  removed: { label: t('watchlists:change.removed'), isNumber: true },
  imported: { label: t('watchlists:column.imported') },
  by: { label: t('watchlists:column.by'), isSpare: true },
  state: { label: t('watchlists:column.state') },
})

const versionText = ({ t, lang }: Visit, { number, published_on: on }: VersionRow): string =>
  number === null
    ? t('watchlists:version_none')
    : on
    ? t('watchlists:version_of', { number, on: formatDay(on, lang) })
    : t('watchlists:version_number', { number })

const stateTones = { current: 'good', superseded: 'neutral', refused: 'bad' } as const

const versionRow = (visit: Visit, row: VersionRow, names: Map<string, string>) => {
  const { t, lang } = visit
  const count = (value: number | null): string => (value === null ? '—' : formatNumber(value, lang))
  return {
    href: row.number === null ? '' : `${here}/${row.list_code}?version=${row.id}#changes`,
    version: versionText(visit, row),
    entries: count(row.entry_count),
    added: count(row.added_count),
    changed: count(row.changed_count),
    removed: count(row.removed_count),
    importedAt: row.imported_at,
    by: row.imported_by_kind === 'staff' ? (names.get(row.imported_by) ?? row.imported_by) : t(`watchlists:origin.${row.origin}`),
    chip: { tone: stateTones[row.state], label: t(`watchlists:version_state.${row.state}`) },
    why: row.state === 'refused' ? faultText(visit, row) : row.forced_reason ? t('watchlists:forced', { reason: row.forced_reason }) : '',
  }
}

const notedText = ({ t, lang }: Visit, { noted_counts: counts }: VersionRow): string =>
  Object.entries(counts).map(([remark, count]) => t(`watchlists:noted.${remark}`, { count, number: formatNumber(count, lang) })).join(' ; ')

const factsOf = (visit: Visit, list: ListRow, current: VersionRow | null): Fact[] => {
  const { t, lang } = visit
  return [
    { label: t('watchlists:column.topic'), chip: topicChip(visit, list.topic) },
    { label: t('watchlists:fact.publisher'), text: t(`watchlists:list.${list.code}.publisher`) },
    { label: t('watchlists:column.checked'), text: ageText(visit, list.checked_at) },
    ...(current ?
      [
        {
          label: t('watchlists:column.version'),
          text: t('watchlists:version_number', { number: current.number }),
          ...(current.published_on
            ? { note: t('watchlists:published', { on: formatDay(current.published_on, lang) }) }
            : { note: t('watchlists:undated') }),
        },
        {
          label: t('watchlists:fact.content'),
          text: t('watchlists:content', {
            entries: formatNumber(current.entry_count!, lang),
            names: formatNumber(current.name_count!, lang),
          }),
        },
        {
          label: t('watchlists:fact.file'),
          text: formatFileSize(current.byte_count, lang),
          note: `SHA-256 ${current.sha256.toString('hex').slice(0, 16)}…`,
        },
        ...(Object.keys(current.noted_counts).length > 0 ? [{ label: t('watchlists:fact.noted'), text: notedText(visit, current) }] : []),
      ] :
      []),
    { label: t('watchlists:fact.formats'), text: list.formats.map((one) => t(`watchlists:format.${one}`)).join(', ') },
    { label: t('watchlists:fact.fetched'), text: hostsOf(list.fetch_address) ?? t('watchlists:not_fetched') },
  ]
}

const importFields = ({ t }: Visit, list: ListRow): Field[] => {
  const isSet = list.formats.includes('ofac_csv')
  return [
    {
      name: 'file',
      type: 'file',
      label: t(isSet ? 'watchlists:import.files' : 'watchlists:import.file'),
      hint: t(`watchlists:import.${isSet ? 'files_hint' : 'file_hint'}`),
      accept: '.json,.xml,.csv,.zip',
      isMultiple: isSet,
      isRequired: true,
      width: 'full',
    },
    {
      name: 'force',
      type: 'text',
      label: t('watchlists:import.force'),
      hint: t('watchlists:import.force_hint'),
      isOptional: true,
      maxlength: 500,
      width: 'full',
    },
  ]
}

const settingFields = ({ t }: Visit, list: ListRow): Field[] => {
  return [
    {
      name: 'address',
      type: 'textarea',
      rows: 2,
      label: t('watchlists:settings.address'),
      hint: t('watchlists:settings.address_hint'),
      value: list.fetch_address ?? '',
      isOptional: true,
      maxlength: 8_000,
      width: 'full',
    },
    {
      name: 'least_percent',
      type: 'number',
      label: t('watchlists:settings.least'),
      hint: t('watchlists:settings.least_hint'),
      value: String(list.least_percent),
      min: 0,
      max: 100,
      suffix: '%',
      width: 'short',
    },
    ...(mustCount(list.topic)
      ? []
      : [{
        name: 'is_enabled',
        type: 'checkbox' as const,
        label: t('watchlists:settings.counts'),
        hint: t('watchlists:settings.counts_hint'),
        value: list.is_enabled,
      }]),
  ]
}

const isAboutFile = (refused: Refused | undefined): boolean =>
  refused !== undefined && ('file' in refused.errors || 'force' in refused.values)

/** What is wrong, in words; what stands in the way of the whole form is said at its head. */
const wordsOf = ({ t }: Visit, { errors }: Refused): Record<string, string> =>
  Object.fromEntries(Object.entries(errors).map(([name, key]) => [name, t(key)]))

/** A form with what was typed, and what is wrong beside it. */
const again = (
  fields: Field[],
  refused: Refused | undefined,
  words: Record<string, string>,
): Field[] => (refused ? refill(fields, refused.values, {}, String).map((field) => ({ ...field, error: words[field.name] })) : fields)

const versionsOf = async (visit: Visit, list: ListRow) => {
  const before = askedText(visit.query['before'], 40)
  const found = await listVersions(visit.ctx.db, list.code, isId('wlvr', before) ? before : null, versionsShown + 1)
  const rows = found.slice(0, versionsShown)
  const names = await namesOfStaff(
    visit.ctx.db,
    rows.filter(({ imported_by_kind: kind }) => kind === 'staff').map(({ imported_by: id }) => id),
  )
  const olderHref = found.length > versionsShown ? `${here}/${list.code}?before=${rows.at(-1)!.id}` : null
  return {
    columns: versionColumns(visit),
    rows: rows.map((row) => versionRow(visit, row, names)),
    olderHref,
    newestHref: before ? `${here}/${list.code}` : null,
  }
}

/** GET /console/watchlists/:code: what a list stands at, how to take in another, its versions, and what one of them changed. */
export const showWatchlist = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const list = await listOfPath(visit)
  const [current, version, words] = [
    await findCurrent(ctx.db, list.code),
    await versionAsked(visit, list),
    refused ? wordsOf(visit, refused) : {},
  ]
  const mayManage = isAllowed(staffOf(visit).roles, 'watchlists.manage')
  const [ofFile, ofSettings] = isAboutFile(refused) ? [refused, undefined] : [undefined, refused]
  const order = await findLastImport(ctx.db, list.code)
  const last = list.failed_at ? await findLastTry(ctx.db, list.code) : null
  const changes = version ? await changesModel(visit, list, version) : null
  return view('watchlists/one', {
    title: listName(visit, list.code),
    back: { href: here, label: t('watchlists:title') },
    chip: listChip(visit, list, current),
    sentence: t(`watchlists:list.${list.code}.sentence`),
    facts: factsOf(visit, list, current),
    errors: Object.entries(words).map(([name, text]) => ({ name, text })),
    refusal: last?.state === 'refused' ? { title: t('watchlists:last_refused'), text: faultText(visit, last) } : null,
    reading: await importedModel(visit, order),
    manage: mayManage
      ? {
        importAction: `${here}/${list.code}/import`,
        isReadNow: isReadNow(order),
        importFields: again(importFields(visit, list), ofFile, words),
        settingsAction: `${here}/${list.code}/settings`,
        settingFields: again(settingFields(visit, list), ofSettings, words),
        isOpen: ofSettings !== undefined,
      }
      : null,
    cannot: mayManage ? '' : t('watchlists:cannot'),
    versions: await versionsOf(visit, list),
    changes,
    actions: changes?.actions ?? [],
    empty: { title: t('watchlists:no_version_title'), text: t('watchlists:no_version_text'), icon: 'upload' },
  })
}

/** POST /console/watchlists/:code/import. The files are kept and read by a job; the page says how far it is, and what came of it. */
export const postImport = async (visit: Visit): Promise<Answer> => {
  const list = await listOfPath(visit)
  const files = visit.files.filter(({ field, bytes }) => field === 'file' && bytes.length > 0).map(({ fileName, bytes }) => ({
    name: fileName,
    bytes,
  }))
  const { force } = parse(z.object({ force: optionalLine(500) }), visit.body)
  await orderImport(visit.ctx, { list: list.code, files, force: force || null })
  return seeOther(`${here}/${list.code}`, good('watchlists:flash.ordered'))
}

const settings = z.object({ address: optionalWords(8_000), least_percent: whole(0, 100), is_enabled: tick() })

/** POST /console/watchlists/:code/settings */
export const postSettings = async (visit: Visit): Promise<Answer> => {
  const list = await listOfPath(visit)
  const said = parse(settings, visit.body)
  await changeList(visit.ctx, list.code, {
    address: said.address,
    leastPercent: said.least_percent,
    isEnabled: mustCount(list.topic) || said.is_enabled,
  })
  return seeOther(`${here}/${list.code}`, good('watchlists:flash.changed'))
}
