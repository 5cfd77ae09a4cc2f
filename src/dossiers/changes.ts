type Values = Readonly<Record<string, unknown>>
export type FieldChange = { field: string; before: string | null; after: string | null }

const said = (value: unknown): string | null => (value === null || value === undefined || value === '' ? null : String(value))

/** What an edit changed, column by column, for the history; empty when it changed nothing. */
export const fieldChanges = (before: Values, after: Values): FieldChange[] =>
  Object
    .keys(after)
    .filter((field) => said(before[field]) !== said(after[field]))
    .map((field) => ({ field, before: said(before[field]), after: said(after[field]) }))
