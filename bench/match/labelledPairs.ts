import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type { Birth, Party } from '#src/matching/party.ts'

/** Two names, or two parties with their birth dates and countries, and whether they are the same. */
export type LabelledPair = { query: Party; listed: Party; isMatch: boolean }
export type PairFile = { pairs: LabelledPair[]; /** Rows that nobody judged, or that lack a name. */ skipped: number }

const truths: Record<string, boolean> = {
  true: true,
  t: true,
  yes: true,
  y: true,
  oui: true,
  vrai: true,
  1: true,
  match: true,
  false: false,
  f: false,
  no: false,
  n: false,
  non: false,
  faux: false,
  0: false,
  'no match': false,
  nomatch: false,
  no_match: false,
}

const kindOf = (schema: string | undefined, usual: Party['kind']): Party['kind'] => {
  const said = (schema ?? '').trim().toLowerCase()
  if (said === '') return usual
  if (/^(person|individual|natural|personne physique|people)/.test(said)) return 'person'
  return said.startsWith('vessel') || said.startsWith('ship') ? 'vessel' : 'organisation'
}

const lastOf = (year: string, month?: string): string => (month
  ? `${year}-${month}-${String(new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()).padStart(2, '0')}`
  : `${year}-12-31`)

/** `1965-03-01`, `1965-03`, `1965`, `01/03/1965`; several parted by `;`. What is none of these is as if nobody had said it. */
const birthOf = (text: string): Birth[] => {
  const isCirca = /^(c(irca|a)?\.?|~|approx\w*)\s*(?=\d)/i.test(text)
  const plain = text.replace(/^\D+/, '')
  const european = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(plain)
  const [, year, month, day] = european
    ? ['', european[3], european[2]!.padStart(2, '0'), european[1]!.padStart(2, '0')]
    : (/^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(plain) ?? [])
  if (!year) return []
  if (month && day) return [{ from: `${year}-${month}-${day}`, to: `${year}-${month}-${day}`, isCirca }]
  return [{ from: month ? `${year}-${month}-01` : `${year}-01-01`, to: lastOf(year, month), isCirca }]
}
const birthsOf = (text: string | undefined): Birth[] => (text ?? '').split(';').map((one) => one.trim()).filter(Boolean).flatMap(birthOf)

const partyOf = (kind: Party['kind'], name: string, birth?: string, country?: string): Party => ({
  kind,
  names: [{ text: name, quality: 'primary' }],
  births: birthsOf(birth),
  birthPlaces: [],
  gender: null,
  identifiers: [],
  countries: [],
  nationalities: (country ?? '').split(/[;,]/).map((one) => one.trim()).filter(Boolean),
})

type Row = Record<string, string | undefined>
const pairOf = (row: Row): LabelledPair | null => {
  const isMatch = truths[(row['is_match'] ?? row['match'] ?? '').trim().toLowerCase()]
  const [query, listed] = [row['name1'] ?? row['query'] ?? '', row['name2'] ?? row['listed'] ?? '']
  if (isMatch === undefined || query.trim() === '' || listed.trim() === '') return null
  const kind = kindOf(row['schema'] ?? row['kind'], 'person')
  return {
    query: partyOf(kind, query, row['query_birth'], row['query_country']),
    listed: partyOf(kind, listed, row['listed_birth'], row['listed_country']),
    isMatch,
  }
}

const isOneOf = (header: readonly string[]): boolean =>
  (['name1', 'name2', 'is_match'].every((name) => header.includes(name))) ||
  (['query', 'listed', 'match'].every((name) => header.includes(name)))

/**
 * A CSV with the columns schema, name1, name2, is_match, or query, query_birth, query_country, listed, listed_birth, listed_country, match;
 * others are looked over. Lines that begin with # are remarks.
 */
export const readPairs = (file: string): PairFile => {
  const rows = parse(readFileSync(file), {
    bom: true,
    columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
    comment: '#',
    comment_no_infix: true,
  }) as Row[]
  if (rows.length > 0 && !isOneOf(Object.keys(rows[0]!)))
    throw new Error(
      `${file}: the first line must name the columns schema, name1, name2, is_match, or query, listed, match with query_birth, query_country, listed_birth, listed_country`,
    )
  const pairs = rows.map(pairOf).filter((pair) => pair !== null)
  return { pairs, skipped: rows.length - pairs.length }
}
