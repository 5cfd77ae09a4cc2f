import { isSoleTrader } from '#src/dossiers/legalForm.ts'
import { answer, associationTypes, type Judge, registerTypes } from '../answer.ts'
import type { Check, CheckFacts, DeclaredPerson } from '../check.ts'
import { compareAddress } from '../compare/compareAddress.ts'
import { compareCompanyName } from '../compare/companyName.ts'
import { writeDay } from '../compare/day.ts'
import { best, fail, type Judged, pass, unknown } from '../compare/judged.ts'
import { compareLegalForm } from '../compare/legalForm.ts'
import { comparePersonLine } from '../compare/personLine.ts'
import { datesOf, isSure, readingOf } from '../readings.ts'

const namedTypes = [...registerTypes, ...associationTypes, 'statuts', 'pv_nomination', 'rbe_extract'] as const

/** A sole trader is the client in person: the register writes his name where a company's would stand. */
export const soleTrader = ({ declared: { company, person, representatives } }: CheckFacts): DeclaredPerson | null =>
  company?.legalForm && isSoleTrader(company.legalForm) ? (representatives[0] ?? person) : null

const nameRead = (facts: CheckFacts): { text: string; confidence: number | null } | null => {
  const { piece } = facts
  const named = readingOf(piece, 'company_name') ?? (soleTrader(facts) ? readingOf(piece, 'representative_name') : undefined)
  if (named) return named
  const [family, given] = [readingOf(piece, 'family_name'), readingOf(piece, 'given_names')]
  return family ? { text: [family.text, given?.text].filter(Boolean).join(' '), confidence: family.confidence } : null
}

const judgeCompanyName: Judge = (facts) => {
  const { declared: { company } } = facts
  const read = nameRead(facts)
  const beside = {
    declared: company?.name ?? null,
    read: read?.text ?? null,
    fields: ['company_name' as const, 'short_name' as const, 'trade_name' as const],
  }
  if (!company) return answer(unknown('nothing_declared'), beside)
  if (!read) return answer(unknown('company_name_unread'), beside)
  const asCompany = compareCompanyName(company, read.text, read.confidence)
  const trader = soleTrader(facts)
  return answer(trader ? best([asCompany, comparePersonLine(trader, read.text, read.confidence)]) : asCompany, beside)
}

/** Struck off or closed is read nowhere else: whoever filed it has no business left to be paid for. */
const closedWords = /^f\b|\bferm|\bcess|\bradi|\binacti|\bnon[\s-]+acti/i
/** The code of INSEE, or the words of a register: « Entreprise active depuis le ». */
const activeWords = /^a\b|\bacti(?:f|ve)\b|\bouvert|\ben activit/i

const judgeState = (
  state: string,
): Judged => (closedWords.test(state) ? fail('closed') : activeWords.test(state) ? pass('active') : unknown('closed_unsure'))

const judgeNotClosed: Judge = ({ piece }) => {
  const closed = datesOf(piece, 'closed_on')[0]
  const state = readingOf(piece, 'establishment_state')
  const beside = {
    read: writeDay(closed?.day ?? null) ?? state?.text ?? null,
    fields: ['closed_on' as const, 'establishment_state' as const],
  }
  if (closed) return answer(isSure(closed.confidence) ? fail('closed') : unknown('closed_unsure'), beside)
  if (!state) return null
  return answer(judgeState(state.text.trim()), beside)
}

const mustShowForm: readonly string[] = ['kbis', 'avis_sirene', 'attestation_rne', 'statuts']

const judgeForm: Judge = ({ piece, declared: { company } }) => {
  const read = readingOf(piece, 'legal_form')
  const form = company?.legalForm ?? null
  if (form === null || (!read && !mustShowForm.includes(piece.type))) return null
  const judged: Judged = read ? compareLegalForm(form, read.text, read.confidence) : unknown('form_unread')
  return answer(judged, { declared: form.toUpperCase(), read: read?.text ?? null, fields: ['legal_form'] })
}

const mustShowSeat: readonly string[] = [...registerTypes, 'statuts', 'rna_recepisse']

const judgeSeat: Judge = ({ piece, declared: { company } }) => {
  const read = readingOf(piece, 'seat')
  const seat = company?.seat ?? ''
  if (seat === '' || (!read && !mustShowSeat.includes(piece.type))) return null
  return answer(read ? compareAddress(seat, read.text, read.confidence) : unknown('address_unread'), {
    declared: seat,
    read: read?.text ?? null,
    fields: ['seat'],
  })
}

export const companyChecks: readonly Check[] = [
  {
    id: 'company_name_matches',
    rule: 'rules.md §1.4 kbis; KYC-05',
    refusal: 'wrong_company',
    types: [...namedTypes],
    judge: judgeCompanyName,
  },
  {
    id: 'not_closed',
    rule: 'rules.md §1.4 avis_sirene « etatAdministratif = A »',
    refusal: 'other',
    types: [...registerTypes, 'rbe_extract', 'extrait_registre_tribunal'],
    judge: judgeNotClosed,
  },
  { id: 'legal_form_matches', rule: 'rules.md §1.2, §1.4 kbis', refusal: 'mismatch', types: [...namedTypes], judge: judgeForm },
  {
    id: 'seat_matches',
    rule: 'rules.md §1.4 kbis « seat »; « the company seat is mandatory »',
    refusal: 'mismatch',
    types: [...namedTypes],
    judge: judgeSeat,
  },
]
