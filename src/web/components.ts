import type { FieldErrors } from '#src/kernel/errors.ts'

/** What the partials of `views/partials` are given. A face fills these; a template only lays them out. */

export type Tone = 'neutral' | 'waiting' | 'good' | 'warning' | 'bad'

/** A state: colour + icon + word. Without `icon` the tone brings its own. */
export type Chip = { tone: Tone; label: string; icon?: string }

/**
 * A link (`href`) or a form of one button (`post`, with `fields` it carries). `key` is its keyboard shortcut.
 * `reason` says why the button is missing, and then nothing can be pressed.
 */
export type Action = {
  label: string
  href?: string
  post?: string
  fields?: Hidden[]
  kind?: 'primary' | 'plain' | 'danger' | 'quiet'
  icon?: string
  key?: string
  reason?: string
}

export type Hidden = { name: string; value: string }
export type Link = { label: string; href: string }
/** `isCapped`: there are at least so many. */
export type Tab = Link & { isCurrent: boolean; count?: number; isCapped?: boolean }

export type Option = { value: string; label: string; hint?: string }
export type FieldType = 'text' | 'email' | 'password' | 'date' | 'number' | 'tel' | 'url' | 'search' | 'select' | 'textarea' | 'checkbox'
  | 'checkboxes' | 'radios' | 'file'

/** One question. `value` is what was typed (a list for `checkboxes`, a boolean for `checkbox`); `error` is a sentence. */
export type Field = {
  name: string
  label: string
  type?: FieldType
  value?: string | number | boolean | string[] | null
  hint?: string
  error?: string
  options?: Option[]
  isRequired?: boolean
  isOptional?: boolean
  isDisabled?: boolean
  isLabelHidden?: boolean
  autocomplete?: string
  inputmode?: 'text' | 'numeric' | 'decimal' | 'tel' | 'email' | 'url' | 'search'
  placeholder?: string
  width?: 'tiny' | 'short' | 'medium' | 'full'
  rows?: number
  min?: string | number
  max?: string | number
  maxlength?: number
  accept?: string
  isMultiple?: boolean
  prefix?: string
  suffix?: string
  id?: string
}

/**
 * A column, said once: its heading, its sort link, and how its cells stand. `isLead` is the line's title on a narrow screen; `isWide` takes
 * the room that is left.
 */
export type Column = {
  label: string
  isNumber?: boolean
  isLead?: boolean
  isLabelHidden?: boolean
  isWide?: boolean
  /** Left out where the room is short. */
  isSpare?: boolean
  sort?: { href: string; direction: 'ascending' | 'descending' | 'none' }
}
export type Columns = Record<string, Column>

export type Pagination = { previous: string | null; next: string | null; shown: string }
export type Filters = { action: string; fields: Field[]; hidden?: Hidden[]; resetHref?: string | null }
export type EmptyState = { title: string; text: string; icon?: string; action?: Action }

/** One line of a list of facts; exactly one of `text`, `id`, `chip`, `cents`, `day`, `at` says the value. */
export type Fact = {
  label: string
  text?: string
  href?: string
  id?: string
  chip?: Chip
  cents?: number
  currency?: string
  day?: string
  at?: Date
  note?: string
  /** In fixed width; a SIREN, SIRET or IBAN in groups. */
  isMono?: boolean
}

export type Change = { label: string; before: string | null; after: string | null }
/** `who` did `what` (a sentence without its subject), and `why`, in the person's own words. */
export type HistoryEntry = {
  at: Date
  who: string
  what: string
  why?: string
  changes?: Change[]
  tone?: Tone
  icon?: string
}
export type Note = { at: Date; who: string; text: string }

export type Effect = { figure: string; text: string; tone?: Tone; href?: string }
export type Step = { label: string; state: 'done' | 'current' | 'todo' | 'attention'; text?: string; href?: string }
export type Figure = { label: string; value: string; note?: string; tone?: Tone; href?: string }
export type Progress = { id: string; label: string; done: number; total: number; text: string; pollUrl?: string | null }

export type Rung = { day: number; on: string; sent: boolean }
export type Segment = { owner: 'merchant' | 'ours'; days: number }

/** `endsAt` is the exclusive end (midnight of the morning after); `lastDay` the last whole day, in Paris. */
export type Clock = {
  label: string
  startedOn: string
  lastDay: string
  endsAt: Date
  isPaused: boolean
  isLate: boolean
  merchantDays: number
  ourDays: number
  totalDays: number
  daysLeft: number
  hoursLeft: number
  /** On his own page the merchant is « vous ». */
  isReadByMerchant?: boolean
  rungs: Rung[]
  segments: Segment[]
}

/** `target`: the question it leads to, where its id is not its name's. */
export type ErrorLine = { name: string; text: string; target?: string }

/**
 * The summary at the top of a refused form; `fields` hold message keys, as a `Refusal` carries them. Each line is named after its question
 * as the page is sent (errorSummary.ts).
 */
export const errorLines = (fields: FieldErrors | undefined, t: (key: string) => string): ErrorLine[] =>
  Object.entries(fields ?? {}).map(([name, key]) => ({ name, text: t(key) }))

/** Puts what was typed and what was wrong back into a form's questions. */
export const refill = (fields: Field[], typed: Record<string, unknown>, errors: FieldErrors, t: (key: string) => string): Field[] =>
  fields.map((field) => ({
    ...field,
    value: field.type === 'password' || field.type === 'file' ? undefined : (typed[field.name] as Field['value']) ?? field.value,
    error: errors[field.name] === undefined ? undefined : t(errors[field.name]!),
  }))
