import { stringify } from 'csv-stringify/sync'
import type { JsonObject } from '#src/platform/db.types.ts'
import type { Category, Policy } from '#src/retention/policy.ts'
import { closedSentence, scopeSentences, type PaperLang } from '#src/personalData/words.ts'

/** One table of the package: what it is kept under and how long, and its rows. */
export type Part = { table: string; category: Category; rule: string; basis: string; columns: string[]; rows: JsonObject[] }
/** A row of which something lies under a key that was destroyed. */
export type Closed = { table: string; id: string }
export type Contents = {
  reference: string
  name: string
  lang: PaperLang
  /** By when all of it was collected: nothing in it is younger. */
  at: Date
  isPortability: boolean
  parts: Part[]
  pieces: { path: string; bytes: Buffer }[]
  closed: Closed[]
}

const periods = { fr: { day: 'jours', month: 'mois' }, en: { day: 'days', month: 'months' } } as const
const bounds = { fr: { minimum: 'au moins', maximum: 'au plus' }, en: { minimum: 'at least', maximum: 'at most' } } as const
const others = {
  fr: { never: 'pas conservé', with_source: 'aussi longtemps que sa source' },
  en: { never: 'not kept', with_source: 'as long as its source' },
} as const
const origins: Record<PaperLang, Partial<Record<Policy['origin'], string>>> = {
  fr: {
    relationship_end: 'la fin de la relation',
    execution: 'l’exécution',
    creation: 'l’enregistrement',
    closure: 'la clôture',
    debit: 'le débit',
    last_collection: 'le dernier prélèvement',
    fiscal_year_end: 'la clôture de l’exercice',
    last_contact: 'le dernier contact',
  },
  en: {
    relationship_end: 'the end of the relationship',
    execution: 'execution',
    creation: 'it was recorded',
    closure: 'closure',
    debit: 'the debit',
    last_collection: 'the last collection',
    fiscal_year_end: 'the end of the financial year',
    last_contact: 'the last contact',
  },
}

/** « au moins 60 mois après la fin de la relation » */
export const ruleOnPaper = ({ bound, period, origin }: Pick<Policy, 'bound' | 'period' | 'origin'>, lang: PaperLang): string =>
  bound === 'never' || bound === 'with_source' || !period
    ? others[lang][bound === 'never' ? 'never' : 'with_source']
    : `${bounds[lang][bound]} ${period.length} ${periods[lang][period.unit]} ${lang === 'fr' ? 'après' : 'after'} ${origins[lang][origin] ?? origin}`

const tablesOf = (parts: readonly Part[]) =>
  Object.fromEntries(parts.map(({ table, rule, basis, rows }) => [table, { kept: rule, basis, rows }]))

/** For a machine: the same, by category. */
export const asJson = ({ reference, at, isPortability, lang, parts, pieces, closed }: Contents): string => {
  const categories = [...new Set(parts.map(({ category }) => category))]
  const data = Object.fromEntries(categories.map((category) => [category, tablesOf(parts.filter((one) => one.category === category))]))
  return `${
    JSON.stringify(
      {
        request: reference,
        made_at: at.toISOString(),
        portability: isPortability,
        scope: scopeSentences[lang],
        data,
        documents: pieces.map(({ path }) => path),
        unreadable: closed.length > 0 ? { because: closedSentence[lang], rows: closed } : null,
      },
      null,
      2,
    )
  }\n`
}

/** A cell that a spreadsheet would take for a formula is text. */
const cellOf = (value: unknown): string => {
  const text = value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}
export const asCsv = ({ columns, rows }: Pick<Part, 'columns' | 'rows'>): string =>
  stringify([columns, ...rows.map((row) => columns.map((column) => cellOf(row[column])))], {
    delimiter: ';',
    record_delimiter: '\r\n',
    bom: true,
  })

const safeName = (name: string): string => name.normalize('NFC').replace(/[^\p{L}\p{N}._ -]+/gu, '_').slice(-80) || 'piece'
/** Two pieces may have one name: its id stands before it. */
export const piecePath = ({ id, fileName }: { id: string; fileName: string }): string => `pieces/${id}-${safeName(fileName)}`
