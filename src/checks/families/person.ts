import type { UnderstoodPiece } from '#src/pieces/piece.ts'
import { answer, identityTypes, type Judge } from '../answer.ts'
import type { Check, DeclaredCompany, DeclaredPerson } from '../check.ts'
import { compareCompanyName } from '../compare/companyName.ts'
import { compareDays, writeDay } from '../compare/day.ts'
import { type Judged, together, unknown } from '../compare/judged.ts'
import { comparePersonLine } from '../compare/personLine.ts'
import { comparePerson, type PersonReading } from '../compare/personName.ts'
import { datesOf, readingsOf } from '../readings.ts'
import { isNameCut } from '../zone.ts'

const papers = [...identityTypes, 'driving_licence'] as const

export const writePerson = ({ givenNames, familyName, usageName }: DeclaredPerson): string =>
  [givenNames, familyName, usageName && usageName !== familyName ? `(${usageName})` : ''].filter(Boolean).join(' ')

const weakest = (all: readonly (number | null)[]): number | null => {
  const guessed = all.flatMap((one) => (one === null ? [] : [one]))
  return guessed.length === 0 ? null : Math.min(...guessed)
}

/** The names as they are printed and as the zone gives them: two readings of one person. */
const personReadings = (piece: UnderstoodPiece): PersonReading[] =>
  [['code', 'hand', 'text'], ['mrz']].flatMap((sources) => {
    const of = (name: 'family_name' | 'usage_name' | 'given_names') =>
      readingsOf(piece, name).find(({ source }) => sources.includes(source))
    const [family, usage, given] = [of('family_name'), of('usage_name'), of('given_names')]
    if (!family && !given) return []
    const isZone = sources[0] === 'mrz'
    const confidence = weakest([family, given].flatMap((one) => (one ? [one.confidence] : [])))
    return [{
      family: family?.text ?? '',
      usage: usage?.text ?? '',
      given: given?.text ?? '',
      confidence,
      isZone,
      isCut: isZone && piece.mrz !== null && isNameCut(piece.mrz),
    }]
  })

const judgePaper: Judge = ({ piece, declared: { person } }) => {
  const readings = personReadings(piece)
  const [first] = readings
  const beside = {
    declared: person && writePerson(person),
    read: first ? [first.given, first.family].filter(Boolean).join(' ') : null,
    fields: ['family_name' as const, 'usage_name' as const, 'given_names' as const],
  }
  if (!person) return answer(unknown('nothing_declared'), beside)
  return answer(first ? together(readings.map((reading) => comparePerson(person, reading))) : unknown('family_name_unread'), beside)
}

/** A bill is in somebody's name: the person it was sent for, or the company where it is the company's. */
export const compareAddressee = (
  line: string,
  confidence: number | null,
  person: DeclaredPerson | null,
  company: DeclaredCompany | null,
): Judged => {
  if (person) return comparePersonLine(person, line, confidence)
  return company ? compareCompanyName(company, line, confidence) : unknown('nothing_declared')
}

const judgeBill: Judge = ({ piece, declared: { person, company } }) => {
  const holder = readingsOf(piece, 'holder')[0]
  const beside = {
    declared: person ? writePerson(person) : (company?.name ?? null),
    read: holder?.text ?? null,
    fields: ['holder' as const],
  }
  return answer(holder ? compareAddressee(holder.text, holder.confidence, person, company) : unknown('holder_unread'), beside)
}

const judgeName: Judge = (facts) => ((papers as readonly string[]).includes(facts.piece.type) ? judgePaper(facts) : judgeBill(facts))

const judgeBirth: Judge = ({ piece, declared: { person } }) => {
  const all = datesOf(piece, 'birth_date')
  const birth = person?.birthDate ?? null
  const beside = { declared: writeDay(birth), read: writeDay(all[0]?.day ?? null), fields: ['birth_date' as const] }
  if (birth === null) return answer(unknown('nothing_declared'), beside)
  if (all.length === 0) return answer(unknown('birth_unread'), beside)
  return answer(together(all.map(({ day, confidence }) => compareDays(birth, day, confidence))), beside)
}

export const personChecks: readonly Check[] = [
  {
    id: 'name_matches',
    rule: 'rules.md §1.4 « name/dob match »; KYC-03',
    refusal: 'wrong_person',
    types: [...papers, 'proof_address', 'tax_notice'],
    judge: judgeName,
  },
  { id: 'birth_matches', rule: 'rules.md §1.4 « name/dob match »; KYC-03', refusal: 'wrong_person', types: [...papers], judge: judgeBirth },
]
