import type { UnderstoodPiece } from '#src/pieces/piece.ts'
import { answer, type Judge } from '../answer.ts'
import type { Check, DeclaredPerson } from '../check.ts'
import { compareDays } from '../compare/day.ts'
import { best, fail, type Judged, pass, unknown, worst } from '../compare/judged.ts'
import { comparePersonLine } from '../compare/personLine.ts'
import { sharesIn } from '../compare/percentage.ts'
import { countOf, datesOf, isSure, readingOf } from '../readings.ts'
import { writePerson } from './person.ts'

type Role = 'representative' | 'owner'
type Owner = DeclaredPerson & { capitalBps: number; votesBps: number }

const everyNth = (piece: UnderstoodPiece, role: Role): number[] =>
  Array.from({ length: Math.min(countOf(piece, `${role}_name`), 60) }, (_, nth) => nth)

/** The same name with another birth date is a homonym: somebody else. */
const compareListed = (piece: UnderstoodPiece, role: Role, nth: number, person: DeclaredPerson): Judged => {
  const name = readingOf(piece, `${role}_name`, nth)
  const birth = datesOf(piece, `${role}_birth_date`, nth)[0]
  if (!name) return unknown('nothing_read')
  const judged = comparePersonLine(person, name.text, name.confidence)
  if (!birth || person.birthDate === null || judged.verdict === 'fail') return judged
  const born = compareDays(person.birthDate, birth.day, birth.confidence)
  if (born.verdict !== 'pass') return { ...born, why: born.verdict === 'fail' ? 'homonym' : born.why }
  return judged.why === 'name_with_more' ? pass('name_same') : judged
}

const find = (piece: UnderstoodPiece, role: Role, person: DeclaredPerson): Judged =>
  best(everyNth(piece, role).map((nth) => compareListed(piece, role, nth, person)))

const written = (people: readonly DeclaredPerson[]): string => people.map(writePerson).join(' ; ')
const listed = (piece: UnderstoodPiece, role: Role): string =>
  everyNth(piece, role).flatMap((nth) => readingOf(piece, `${role}_name`, nth)?.text ?? []).join(' ; ')

/** Those who act must stand in the register, or in the act that names them (KYC-04). Others that stand there do not harm. */
const judgeRepresentatives: Judge = ({ piece, declared: { representatives } }) => {
  const beside = {
    declared: written(representatives),
    read: listed(piece, 'representative'),
    fields: ['representative_name' as const, 'representative_birth_date' as const],
  }
  if (representatives.length === 0) return answer(unknown('nothing_declared'), beside)
  if (everyNth(piece, 'representative').length === 0) return answer(unknown('representatives_unread'), beside)
  const found = representatives.map((person) => find(piece, 'representative', person))
  const judged = worst(found)
  const whys = { pass: 'representatives_found', fail: judged.why === 'homonym' ? 'homonym' : 'representative_missing', unknown: judged.why }
  return answer({ verdict: judged.verdict, why: whys[judged.verdict] }, {
    ...beside,
    values: { count: found.filter(({ verdict }) => verdict === 'fail').length },
  })
}

const compareShare = (piece: UnderstoodPiece, name: 'owner_capital' | 'owner_votes', nth: number, declared: number): Judged => {
  const read = readingOf(piece, name, nth)
  const share = read && sharesIn(read.text)
  if (!share) return pass('owners_same')
  if (share.from !== share.to) return share.from <= declared && declared <= share.to ? unknown('share_in_range') : fail('share_differs')
  if (Math.abs(share.from - declared) <= 1) return pass('owners_same')
  return isSure(read.confidence, 90) ? fail('share_differs') : unknown('share_near')
}

const compareOwner = (piece: UnderstoodPiece, owner: Owner): Judged => {
  const all = everyNth(piece, 'owner').map((nth) => ({ nth, judged: compareListed(piece, 'owner', nth, owner) }))
  const found = all.find(({ judged }) => judged.verdict === 'pass')
  if (!found) return best(all.map(({ judged }) => judged))
  return worst([
    compareShare(piece, 'owner_capital', found.nth, owner.capitalBps),
    compareShare(piece, 'owner_votes', found.nth, owner.votesBps),
  ])
}

/** Owners that the register has and the declaration lacks, or the reverse, are a discrepancy to report (KYC-10, KYC-11). */
const judgeOwners: Judge = ({ piece, declared: { owners } }) => {
  const nths = everyNth(piece, 'owner')
  const beside = {
    declared: written(owners),
    read: listed(piece, 'owner'),
    fields: ['owner_name' as const, 'owner_birth_date' as const, 'owner_capital' as const, 'owner_votes' as const],
  }
  if (nths.length === 0) return answer(unknown('owners_unread'), beside)
  if (owners.length === 0) return answer(fail('owner_undeclared'), beside)
  const undeclared = nths
    .map((nth) => best(owners.map((owner) => compareListed(piece, 'owner', nth, owner))))
    .map((judged): Judged => (judged.verdict === 'fail' ? fail('owner_undeclared') : judged))
  const declared = owners.map((owner) => compareOwner(piece, owner)).map((
    judged,
  ): Judged => (judged.verdict === 'fail' && judged.why === 'family_name_differs' ? fail('owner_missing') : judged))
  const judged = worst([...declared, ...undeclared])
  return answer(judged.verdict === 'pass' ? pass('owners_same') : judged, {
    ...beside,
    values: { declared: owners.length, read: nths.length },
  })
}

export const peopleChecks: readonly Check[] = [
  {
    id: 'representatives_match',
    rule: 'rules.md §1.2 « acts naming reps », §1.4 kbis « reps »; KYC-04',
    refusal: 'mismatch',
    types: ['kbis', 'attestation_rne', 'pv_nomination', 'association_board_list', 'extrait_registre_tribunal'],
    judge: judgeRepresentatives,
  },
  {
    id: 'owners_match',
    rule: 'rules.md §1.3 BO-01, §1.4 rbe_extract; KYC-11',
    refusal: 'mismatch',
    types: ['rbe_extract'],
    judge: judgeOwners,
  },
]
