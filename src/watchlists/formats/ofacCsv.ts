import { dictionary } from '#src/kernel/dictionary.ts'
import { refusedFile, type Entry, type Kind, type NameQuality, type Noted, type ReadList } from '../watchlist.ts'
import { buildEntry, joined, keep, type Draft } from './buildEntry.ts'
import { countryOf } from './countries.ts'
import { csvRows } from './csvRows.ts'
import { readOfacRemarks } from './ofacRemarks.ts'

// OFAC's list as a set of files without headers: parties (sdn, cons_prim), aliases (alt), addresses (add), the rest of long remarks
// (comments).

export type OfacFiles = { primary: string; alt: string | null; add: string | null; comments: string | null }

/** `-0- ` says nothing; the file may end with a lone 0x1A. */
const plain = (cell: string | undefined): string => {
  const said = (cell ?? '').replace(/\u001a/g, '').trim()
  return said === '-0-' ? '' : said
}

const rows = (text: string, columns: number, onRow: (cells: string[]) => void): void =>
  csvRows(text.replace(/\u001a\s*$/, ''), {
    delimiter: ',',
    columns,
    onRow: ({ cells }) => {
      const said = cells.map(plain)
      if (said.some((one) => one !== '')) onRow(said)
    },
  })

const kindsOf: Record<string, Kind> = dictionary({ individual: 'person', vessel: 'vessel', aircraft: 'aircraft' })

/** « LAST, First » of a person is « First LAST »; a company's comma is its own. */
const nameOf = (said: string, kind: Kind): string => {
  const [, last, first] = kind === 'person' ? /^([^,]+),\s*(.+)$/.exec(said) ?? [] : []
  return first ? `${first} ${last}` : said
}

type Parts = { draft: Draft; remarks: string; flag: string }

const partsOf = (
  [ref = '', name = '', type = '', programmes = '', title = '', callSign = '', vesselType = '', , , flag = '', owner = '', remarks = '']:
    string[],
): Parts => {
  const kind = kindsOf[type.toLowerCase()] ?? 'organisation'
  return {
    flag,
    remarks,
    draft: {
      ref,
      kind,
      topics: ['sanction'],
      names: [{ text: nameOf(name, kind), quality: 'primary' }],
      positions: [title],
      programmes: programmes.split(/\]\s*\[/).map((one) => one.replace(/[[\]]/g, '')),
      countries: [countryOf(flag) ?? ''],
      addresses: [],
      remarks: [
        callSign && `Call sign ${callSign}`,
        vesselType && `Vessel type ${vesselType}`,
        flag && `Flag ${flag}`,
        owner && `Owner ${owner}`,
      ]
        .filter(Boolean)
        .join('; '),
    },
  }
}

const finished = ({ draft, remarks }: Parts): Draft => {
  const said = readOfacRemarks(remarks)
  return {
    ...draft,
    names: [...draft.names, ...said.weakNames.map((text) => ({ text, quality: 'weak' as NameQuality }))],
    births: said.births,
    birthPlaces: said.birthPlaces,
    nationalities: said.nationalities,
    gender: said.gender,
    identifiers: said.identifiers,
    remarks: [draft.remarks, remarks].filter(Boolean).join('\n'),
  }
}

const takeAliases = (parties: Map<string, Parts>, text: string, orphan: (ref: string) => void): void =>
  rows(text, 5, ([ref = '', , type = '', name = '']) => {
    const party = parties.get(ref)
    if (!party) return orphan(ref)
    const kind = party.draft.kind
    party.draft.names.push({ text: nameOf(name, kind), quality: /weak/i.test(type) ? 'weak' : 'strong' })
  })

const takeAddresses = (parties: Map<string, Parts>, text: string, orphan: (ref: string) => void): void =>
  rows(text, 6, ([ref = '', , street, city, country, remarks]) => {
    const party = parties.get(ref)
    if (!party) return orphan(ref)
    const place = { text: joined([street, city, remarks], ', '), country: countryOf(country) }
    party.draft.addresses!.push(place)
    party.draft.countries!.push(place.country ?? '')
  })

const takeComments = (parties: Map<string, Parts>, text: string, orphan: (ref: string) => void): void =>
  rows(text, 2, ([ref = '', more = '']) => {
    const party = parties.get(ref)
    if (!party) return orphan(ref)
    party.remarks += more
  })

const mostPartyless = 0.2

/** The files of one publication; one that mixes several (a fifth of its lines belong to nobody) is refused, a few such lines are noted. */
export const readOfacCsv = ({ primary, alt, add, comments }: OfacFiles): ReadList => {
  const [parties, noted]: [Map<string, Parts>, Noted[]] = [new Map(), []]
  let lines = 0
  rows(primary, 12, (cells) => {
    if (!/^\d+$/.test(cells[0] ?? '')) throw refusedFile('unknown_format')
    parties.set(cells[0]!, partsOf(cells))
  })
  const orphan = (ref: string): void => void noted.push({ ref: ref.slice(0, 60), remark: 'orphan' })
  for (const [text, take] of [[alt, takeAliases], [add, takeAddresses], [comments, takeComments]] as const) {
    if (text === null) continue
    lines += text.split('\n').length
    take(parties, text, orphan)
  }
  if (noted.length > lines * mostPartyless) throw refusedFile('parts_missing', { lines: noted.length })
  const entries: Entry[] = []
  for (const party of parties.values()) keep(entries, buildEntry(finished(party), noted))
  return { format: 'ofac_csv', publishedOn: null, entries, noted }
}
