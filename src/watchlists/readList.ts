import { isZip, mostBytes, unpack, type ListFile } from './formats/archive.ts'
import { readDgtJson } from './formats/dgtJson.ts'
import { readEuCsv } from './formats/euCsv.ts'
import { readEuXml } from './formats/euXml.ts'
import { readDeputiesCsv, readHatvpCsv } from './formats/frenchOfficials.ts'
import { readOfacCsv } from './formats/ofacCsv.ts'
import { readOfacXml } from './formats/ofacXml.ts'
import { readOwnCsv } from './formats/ownCsv.ts'
import { textOf } from './formats/textOf.ts'
import { readUkCsv } from './formats/ukCsv.ts'
import { readUnXml } from './formats/unXml.ts'
import { refusedFile, type Entry, type Format, type ReadList, type Topic } from './watchlist.ts'

export type { ListFile } from './formats/archive.ts'

/** More entries than any list has: what has more is no list, or not one. */
const mostEntries = 500_000

/** By what it says, never by its name. */
const formatOf = (text: string): Format | null => {
  const start = text.slice(0, 4_000).trimStart()
  const [first = '', second = ''] = start.split(/\r?\n/, 2)
  if (/^[{[]/.test(start)) return 'dgt_json'
  if (start.startsWith('<'))
    return /<CONSOLIDATED_LIST[\s>]/.test(start)
      ? 'un_xml'
      : /<(\w+:)?export[\s>]/.test(start)
      ? 'eu_xml'
      : /<(\w+:)?sdnList[\s>]/.test(start)
      ? 'ofac_xml'
      : null
  if (/^report date/i.test(first) || /^last updated,unique id/i.test(second)) return 'uk_csv'
  if (/Entity_LogicalId/i.test(first)) return 'eu_csv'
  if (/classement;type_mandat/i.test(first)) return 'hatvp_csv'
  if (/^id,civ,prenom,nom/i.test(first)) return 'deputies_csv'
  if (/^"?\d+"?,/.test(first)) return 'ofac_csv'
  return /(^|[;,\t])"?ref"?([;,\t]|$)/i.test(first) ? 'own_csv' : null
}

const roleOf = (
  name: string,
): 'primary' | 'alt' | 'add'
  | 'comments' => (/comment/i.test(name) ? 'comments' : /alt/i.test(name) ? 'alt' : /(^|[_\W])add/i.test(name) ? 'add' : 'primary')

type Texts = { name: string; text: string }[]

/** A set is told apart by the names of its files, as OFAC names them: parties, `alt`, `add`, `comments`. */
const readOfacSet = (texts: Texts): ReadList => {
  const of = (role: ReturnType<typeof roleOf>): string | null => texts.find(({ name }) => roleOf(name) === role)?.text ?? null
  const primary = of('primary')
  if (primary === null) throw refusedFile('parts_missing', { lines: 0 })
  // whoever forgets the aliases forgets half of the names
  if (of('alt') === null) throw refusedFile('parts_missing', { lines: 0 })
  return readOfacCsv({ primary, alt: of('alt'), add: of('add'), comments: of('comments') })
}

const readText = (format: Format, texts: Texts, topic: Topic): ReadList => {
  const text = texts[0]!.text
  if (format === 'ofac_csv') return readOfacSet(texts)
  const readers = {
    dgt_json: readDgtJson,
    eu_xml: readEuXml,
    eu_csv: readEuCsv,
    un_xml: readUnXml,
    uk_csv: readUkCsv,
    ofac_xml: readOfacXml,
    hatvp_csv: readHatvpCsv,
    deputies_csv: readDeputiesCsv,
  } as const
  return format === 'own_csv' ? readOwnCsv(text, topic) : readers[format](text)
}

/** The same entry twice: the first stands, and it is noted. */
const withoutDoubles = (list: ReadList): ReadList => {
  const known = new Map<string, Entry>()
  for (const entry of list.entries) {
    if (known.has(entry.ref)) list.noted.push({ ref: entry.ref, remark: 'twice' })
    else known.set(entry.ref, entry)
  }
  return { ...list, entries: [...known.values()] }
}

const opened = (files: readonly ListFile[]): ListFile[] =>
  files.flatMap((one) => (isZip(one.bytes) ? unpack(one.bytes) : [one])).filter(({ bytes }) => bytes.length > 0)

/** What these formats may be written in besides UTF-8 without saying so. */
const western: readonly Format[] = ['ofac_csv', 'own_csv']

export type Expected = { formats: readonly Format[]; topic: Topic }

/**
 * Reads one publication, whole or not at all: one file, several (OFAC's set), or an archive of them. Throws the refusal of `refusedFile`
 * where it is cut, malformed, of another list, or says nothing. Nothing outside of the bytes is looked at.
 */
export const readList = (files: readonly ListFile[], { formats, topic }: Expected): ReadList => {
  if (files.reduce((sum, { bytes }) => sum + bytes.length, 0) > mostBytes) throw refusedFile('too_large', { most: mostBytes / 1_000_000 })
  const lists = opened(files)
  if (lists.length === 0) throw refusedFile('empty')
  const isWestern = formats.some((one) => western.includes(one))
  const texts = lists.map(({ name, bytes }) => ({ name, text: textOf(bytes, isWestern) }))
  if (texts.every(({ text }) => text.trim() === '')) throw refusedFile('empty')
  const format = formatOf(texts.find(({ name }) => roleOf(name) === 'primary')?.text ?? texts[0]!.text)
  if (!format) throw refusedFile('unknown_format')
  if (!formats.includes(format)) throw refusedFile('other_format', { format })
  const read = withoutDoubles(readText(format, texts, topic))
  if (read.entries.length === 0) throw refusedFile('no_entries')
  if (read.entries.length > mostEntries) throw refusedFile('too_many', { most: mostEntries })
  return read
}
