import type { Birth, Entry, EntryRemark, Identifier, Kind, ListedName, NameQuality, Noted, Place, Topic } from '../watchlist.ts'

/** No name is longer; the longest of an organisation on a real list has some 300 signs. */
const longestName = 500
const longestText = 20_000
/** Of each thing an entry has many of: the longest of real lists have some two hundred names. */
const mostOfEach = 2_000

type NameSaid = { text: string; quality: NameQuality }

/** What a publisher's record says, before it is put in order. All is optional but what it is. */
export type Draft = Partial<Omit<Entry, 'names' | 'kind' | 'topics' | 'ref' | 'births'>> & {
  ref: string
  kind: Kind
  topics: Topic[]
  names: NameSaid[]
  /** Null: a date was said that nobody can read. */
  births?: (Birth | null)[]
}

/** On one line, one blank between words; no sign that a database would not take. */
export const oneLine = (text: string | null | undefined): string =>
  (text ?? '').normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, ' ').replace(/\p{Cs}/gu, '').trim()

/** Its lines kept. */
const manyLines = (text: string): string =>
  text.normalize('NFC').replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n]|\p{Cf}|\p{Cs}/gu, ' ').replace(/[^\S\n]+/g, ' ').trim()

const scripts: readonly (readonly [string, RegExp])[] = [
  ['Latn', /\p{Script=Latin}/gu],
  ['Cyrl', /\p{Script=Cyrillic}/gu],
  ['Arab', /\p{Script=Arabic}/gu],
  ['Hani', /\p{Script=Han}/gu],
  ['Hebr', /\p{Script=Hebrew}/gu],
  ['Grek', /\p{Script=Greek}/gu],
  ['Hang', /\p{Script=Hangul}/gu],
  ['Kana', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['Deva', /\p{Script=Devanagari}/gu],
  ['Thai', /\p{Script=Thai}/gu],
  ['Geor', /\p{Script=Georgian}/gu],
  ['Armn', /\p{Script=Armenian}/gu],
  ['Mymr', /\p{Script=Myanmar}/gu],
  ['Beng', /\p{Script=Bengali}/gu],
  ['Ethi', /\p{Script=Ethiopic}/gu],
  ['Khmr', /\p{Script=Khmer}/gu],
]

/** The script of most of its letters, by ISO 15924. */
export const scriptOf = (text: string): string => {
  if (/^[\u0000-\u024f]*$/.test(text)) return 'Latn'
  const counted = scripts.map(([code, letters]) => [code, text.match(letters)?.length ?? 0] as const)
  const [code, count] = counted.reduce((most, one) => (one[1] > most[1] ? one : most))
  return count > 0 ? code : 'Zyyy'
}

const isSayable = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)

const order: Record<NameQuality, number> = { primary: 0, strong: 1, weak: 2 }

/** Each name once, in its best quality; the primary first, one of them: a publisher that marks several means the first. */
const namesOf = (said: readonly NameSaid[], note: (remark: EntryRemark) => void): ListedName[] => {
  const known = new Map<string, ListedName>()
  for (const { text, quality } of said.slice(0, mostOfEach)) {
    const line = oneLine(text)
    if (!isSayable(line)) continue
    if (line.length > longestName) note('name_cut')
    if (line.includes('\ufffd')) note('damaged_letter')
    const name = [...line].slice(0, longestName).join('').trim()
    const before = known.get(name.toLowerCase())
    if (!before) known.set(name.toLowerCase(), { text: name, quality, script: scriptOf(name) })
    else if (order[quality] < order[before.quality]) before.quality = quality
  }
  const sorted = [...known.values()].sort((a, b) => order[a.quality] - order[b.quality])
  return sorted.map((
    name,
    i,
  ) => (i === 0 ? { ...name, quality: 'primary' } : name.quality === 'primary' ? { ...name, quality: 'strong' } : name))
}

const once = <T>(
  all: readonly T[] | undefined,
): T[] => [...new Map((all ?? []).slice(0, mostOfEach).map((one) => [JSON.stringify(one), one])).values()]
const lines = (all: readonly string[] | undefined): string[] =>
  once((all ?? []).map((one) => oneLine(one).slice(0, longestName)).filter((one) => one !== ''))

const places = (all: readonly Place[] | undefined): Place[] =>
  once(
    (all ?? []).map(({ text, country }) => ({ text: oneLine(text).slice(0, longestName), country })).filter(({ text, country }) =>
      text !== '' || country !== null
    ),
  )

/** « / », « n/a » and « - » are no numbers. */
const identifiersOf = (all: readonly Identifier[] | undefined): Identifier[] =>
  once(
    (all ?? []).map((one) => ({ ...one, number: oneLine(one.number).slice(0, 200) })).filter(({ number }) =>
      (number.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 3
    ),
  )

const birthsOf = (all: readonly (Birth | null)[] | undefined, note: (remark: EntryRemark) => void): Birth[] => {
  if (all?.includes(null)) note('bad_date')
  return once((all ?? []).filter((one) => one !== null))
}

/** Puts a record in order: an entry with a name at least, or null and a note of why it is left out. What is too long is cut, and noted. */
export const buildEntry = (draft: Draft, noted: Noted[]): Entry | null => {
  const ref = oneLine(draft.ref).slice(0, 200)
  const note = (remark: EntryRemark): void => void noted.push({ ref, remark })
  const names = namesOf(draft.names, note)
  if (ref === '' || names.length === 0) {
    note(ref === '' ? 'no_ref' : 'no_name')
    return null
  }
  const prose = (said: string | undefined): string => {
    const text = manyLines(said ?? '')
    if (text.length > longestText) note('text_cut')
    return [...text].slice(0, longestText).join('')
  }
  return {
    ref,
    kind: draft.kind,
    topics: draft.topics,
    names,
    births: birthsOf(draft.births, note),
    birthPlaces: places(draft.birthPlaces),
    nationalities: lines(draft.nationalities),
    countries: lines(draft.countries),
    gender: draft.gender ?? null,
    identifiers: identifiersOf(draft.identifiers),
    addresses: places(draft.addresses),
    positions: lines(draft.positions),
    programmes: lines(draft.programmes),
    measures: lines(draft.measures),
    grounds: lines(draft.grounds),
    reasons: prose(draft.reasons),
    listedOn: draft.listedOn ?? null,
    expiresOn: draft.expiresOn ?? null,
    joins: once(draft.joins),
    remarks: prose(draft.remarks),
  }
}

/** The parts of a name or of an address that are there, in one line. */
export const joined = (said: readonly (string | null | undefined)[], by = ' '): string =>
  said.map(oneLine).filter((one) => one !== '').join(by)

export const genderOf = (said: string | null | undefined): 'm' | 'f' | null => {
  const word = oneLine(said).toLowerCase()
  if (/^(m|male|masculin|homme|m\.|mr)$/.test(word)) return 'm'
  return /^(f|female|féminin|feminin|femme|mme|mlle|mrs|ms)$/.test(word) ? 'f' : null
}

/** What was left out stays out. */
export const keep = (entries: Entry[], entry: Entry | null): void => void (entry && entries.push(entry))
