import Handlebars, { type HelperOptions } from 'handlebars'
import { isDay as isCalendarDay } from '#src/kernel/calendar.ts'
import { groupsOf } from '#src/kernel/identifiers.ts'
import { formatCents } from '#src/kernel/money.ts'
import { asset } from './assets.ts'
import { clockBrief, clockView } from './clock-view.ts'
import type { Chip, Clock, Column, Field, Tone } from './components.ts'
import { completeField } from './field-view.ts'
import * as formats from './formats.ts'
import { translator, type Lang, type Translate } from './i18n.ts'
import { engine } from './templates.ts'

const escape = Handlebars.escapeExpression

/** Marks text as HTML already. Only for what the engine itself rendered. */
export const safe = (html: string): Handlebars.SafeString => new Handlebars.SafeString(html)

const langOf = (options: HelperOptions): Lang => options.data.lang as Lang
const textOf = (options: HelperOptions): Translate => translator(langOf(options))

const nowOf = (options: HelperOptions): Date => {
  if (!(options.data.now instanceof Date)) throw new Error('the model has no `now`')
  return options.data.now
}

/** Handlebars is lenient with what a helper is handed; the house is not. */
const given = <T>(value: T | null | undefined, helper: string): T => {
  if (value === undefined || value === null || Number.isNaN(value)) throw new Error(`{{${helper}}} was given nothing`)
  return value
}

const withoutOptions = (values: unknown[]) => values.slice(0, -1)

const toDate = (at: Date | string, helper: string): Date => {
  const date = new Date(given(at, helper))
  if (Number.isNaN(date.getTime())) throw new Error(`{{${helper}}} was given no instant: ${at}`)
  return date
}

const isDay = (value: unknown): value is string => typeof value === 'string' && isCalendarDay(value)

const toDay = (value: unknown, helper: string): string => {
  if (!isDay(value)) throw new Error(`{{${helper}}} was given no day: ${String(value)}`)
  return value
}

const toneIcons: Record<Tone, string> = { neutral: 'circle', waiting: 'hourglass', good: 'check', warning: 'alert', bad: 'ban' }

const icon = (name: string) =>
  safe(
    `<svg class="icon" aria-hidden="true" focusable="false"><use href="${escape(asset('icons.svg'))}#${escape(given(name, 'icon'))}"></use></svg>`,
  )

const chip = ({ tone, label, icon: named }: Chip) => {
  if (!(tone in toneIcons)) throw new Error(`a chip has no tone "${tone}"`)
  return safe(`<span class="chip chip-${tone}">${icon(named ?? toneIcons[tone])}<span>${escape(given(label, 'chip'))}</span></span>`)
}

const inGroups = (text: string): string => {
  const groups = groupsOf(text).map((group) => `<span>${escape(group)}</span>`)
  return groups.length > 1 ? `<span class="grouped">${groups.join('<wbr>')}</span>` : escape(text)
}

/** What people read in groups is set apart by the style sheet: what is copied is the number as it is. Two numbers have a slash between. */
const grouped = (text: string) => safe(given(text, 'grouped').split(/( \/ )/).map(inGroups).join(''))

const cellClasses = ({ isNumber, isLead, isWide, isSpare, isLabelHidden }: Column) =>
  [isNumber && 'num', isLead && 'is-lead', isWide && 'wide', isSpare && 'spare', isLabelHidden && 'bare'].filter(Boolean).join(' ')

/** One cell under its column: it stands as the column says and carries its heading for narrow screens. */
function cell(this: unknown, column: Column, options: HelperOptions) {
  const label = given(column, 'cell').isLabelHidden ? '' : ` data-label="${escape(column.label)}"`
  const content = options.fn(this).trim()
  // what may be cut short says itself whole under the pointer; the content is escaped text once its tags are gone
  const title = column.isWide || column.isLead ? ` title="${content.replace(/<[^>]*>/g, '').trim()}"` : ''
  return safe(`<td class="${cellClasses(column)}"${label}${title}>${content}</td>`)
}

/** A partial around a block that keeps its own context: the partial is given its named values and `body`. */
function wrap(this: unknown, name: string, options: HelperOptions) {
  const partial = engine.partials[given(name, 'wrap')] as ((model: unknown, options: object) => string) | undefined
  if (!partial) throw new Error(`{{#wrap}} knows no partial "${name}"`)
  return safe(partial({ ...options.hash, body: safe(options.fn(this)) }, { data: options.data }))
}

const words = {
  t: (key: string, options: HelperOptions) => textOf(options)(given(key, 't'), options.hash),
  money: (cents: number, currency: string | HelperOptions, options?: HelperOptions) =>
    formatCents(
      given(cents, 'money'),
      options ? given(currency as string, 'money') : 'EUR',
      langOf(options ?? (currency as HelperOptions)),
    ),
  number: (value: number, options: HelperOptions) =>
    formats.formatNumber(given(value, 'number'), langOf(options), Number(options.hash.decimals ?? 0)),
  percent: (bps: number, options: HelperOptions) => formats.formatPercent(given(bps, 'percent'), langOf(options)),
  fileSize: (bytes: number, options: HelperOptions) => formats.formatFileSize(given(bytes, 'fileSize'), langOf(options)),
}

const times = {
  day: (day: string, options: HelperOptions) => formats.formatDay(toDay(day, 'day'), langOf(options)),
  instant: (at: Date | string, options: HelperOptions) => formats.formatInstant(toDate(at, 'instant'), langOf(options)),
  deadline: (at: Date | string, options: HelperOptions) => formats.formatDeadline(toDate(at, 'deadline'), langOf(options)),
  iso: (at: Date | string) => (isDay(at) ? at : toDate(at, 'iso').toISOString()),
  distance: (at: Date | string, options: HelperOptions) => (isDay(at)
    ? formats.formatDayDistance(at, nowOf(options), langOf(options))
    : formats.formatDistance(toDate(at, 'distance'), nowOf(options), langOf(options))),
}

const logic = {
  eq: (a: unknown, b: unknown) => a === b,
  not: (value: unknown) => Handlebars.Utils.isEmpty(value) || value === false,
  and: (...values: unknown[]) => withoutOptions(values).every(Boolean),
  // as {{#if}} has it: an empty list is no value
  or: (...values: unknown[]) => withoutOptions(values).find((value) => (Array.isArray(value) ? value.length > 0 : Boolean(value))),
  isGiven: (value: unknown) => value !== undefined && value !== null && value !== '',
  negative: (value: number) => value < 0,
  list: (...values: unknown[]) => withoutOptions(values).filter((value) => value !== undefined && value !== null),
  concat: (...parts: unknown[]) => withoutOptions(parts).map((part) => given(part, 'concat')).join(''),
}

const sortIcons = { ascending: 'arrow-up', descending: 'arrow-down', none: 'selector' } as const

/** Ids begin with their time, so that neighbours look alike: the end tells them apart. */
const shortId = (id: string): string => (given(id, 'shortId').length < 16 ? id : `${id.slice(0, id.indexOf('_') + 1)}…${id.slice(-6)}`)

const initials = (name: string): string => {
  const names = given(name, 'initials').split(/[\s-]+/).filter(Boolean)
  return [names[0], names.length > 1 ? names.at(-1) : ''].map((word) => [...(word ?? '')][0] ?? '').join('').toUpperCase()
}

/** « C. Durand », where a column is short of room. */
const shortName = (name: string): string => {
  const [first = '', ...rest] = given(name, 'shortName').split(/\s+/)
  return rest.length ? `${[...first][0]}.\u00a0${rest.join(' ')}` : first
}

const parts = {
  asset,
  icon,
  shortId,
  initials,
  shortName,
  toneIcon: (tone: Tone) => toneIcons[tone],
  sortIcon: (direction: keyof typeof sortIcons) => sortIcons[direction],
  cell,
  wrap,
  grouped,
  chip: (
    tone: Chip | Tone,
    label: string | HelperOptions,
  ) => (typeof tone === 'string' ? chip({ tone, label: label as string }) : chip(given(tone, 'chip'))),
  clockView: (clock: Clock, options: HelperOptions) =>
    clockView(given(clock, 'clockView'), nowOf(options), langOf(options), textOf(options)),
  clockBrief: (clock: Clock, options: HelperOptions) =>
    clockBrief(given(clock, 'clockBrief'), nowOf(options), langOf(options), textOf(options)),
  fieldView: (field: Field) => completeField(given(field, 'fieldView')),
}

export const helpers = { ...words, ...times, ...logic, ...parts }
