import { hasValidRibKey, isBic, isIban } from '#src/kernel/identifiers.ts'
import { isSepa } from '#src/dossiers/sepa.ts'
import { answer, type Judge } from '../answer.ts'
import type { Check, CheckFacts } from '../check.ts'
import { compareHolder } from '../compare/companyName.ts'
import { compareIdentifier, judgeKey } from '../compare/identifier.ts'
import { best, fail, type Judged, pass, unknown } from '../compare/judged.ts'
import { comparePersonLine } from '../compare/personLine.ts'
import { compactText, readingOf } from '../readings.ts'
import { soleTrader } from './company.ts'

const ibanOf = ({ piece }: CheckFacts): { text: string; confidence: number | null } | null => {
  const reading = readingOf(piece, 'iban')
  return reading ? { text: compactText(reading), confidence: reading.confidence } : null
}

/** §1.8: country, length and mod 97. */
const judgeIban: Judge = (facts) => {
  const iban = ibanOf(facts)
  return answer(iban ? judgeKey(isIban(iban.text), iban.confidence) : unknown('iban_unread'), {
    read: iban?.text ?? null,
    fields: ['iban'],
  })
}

const judgeIbanMatches: Judge = (facts) => {
  const iban = ibanOf(facts)
  const declared = (facts.declared.account?.iban ?? '').replace(/\s/g, '').toUpperCase()
  const judged = compareIdentifier(declared, {
    text: iban?.text ?? '',
    isWellFormed: isIban(iban?.text ?? ''),
    confidence: iban?.confidence ?? null,
  })
  return answer(judged, { declared, read: iban?.text ?? null, fields: ['iban'] })
}

/** Its country is told by the first two signs. A number that was misread has none. */
const judgeSepa: Judge = (facts) => {
  const iban = ibanOf(facts)
  if (!iban) return null
  const country = iban.text.slice(0, 2)
  const beside = { read: country, fields: ['iban' as const], values: { country } }
  if (isSepa(country, facts.receivedOn)) return answer(isIban(iban.text) ? pass('sepa') : unknown('iban_ill_formed'), beside)
  return answer(
    isIban(iban.text) || iban.confidence === null || iban.confidence >= 90 ? fail('not_sepa') : unknown('iban_ill_formed'),
    beside,
  )
}

/** National keys warn and never refuse: nine of the eleven French IBANs of our own documentation fail it (§1.8, §9 point 11). */
const judgeRibKey: Judge = (facts) => {
  const iban = ibanOf(facts)
  if (!iban || !isIban(iban.text) || !/^(?:FR|MC)/.test(iban.text)) return null
  return answer(hasValidRibKey(iban.text) ? pass('key_right') : fail('rib_key_wrong'), { read: iban.text, fields: ['iban', 'rib_key'] })
}

/** These write the BIC of a bank of another country, or of France overseas. */
const sharesBank = (bic: string, iban: string): boolean =>
  bic === iban || (iban === 'FR' && /^(?:GP|MQ|GF|RE|PM|YT|BL|MF|NC|PF|WF|TF|MC)$/.test(bic)) ||
  (iban === 'GB' && /^(?:GG|JE|IM)$/.test(bic))

/** The head office writes eight signs or ends in XXX. */
const isSameBic = (a: string, b: string): boolean => a.padEnd(11, 'X') === b.padEnd(11, 'X')

/** The IBAN alone decides where money goes: banks merge and share codes, so that another BIC asks for an eye and accuses nobody. */
const judgeKnownBic = (bic: string, iban: string, declared: string): Judged => {
  if (declared !== '' && !isSameBic(bic, declared)) return unknown('bic_differs')
  return iban !== '' && !sharesBank(bic.slice(4, 6), iban.slice(0, 2)) ? unknown('bic_other_country') : pass('bic_right')
}

const judgeBic: Judge = (facts) => {
  const reading = readingOf(facts.piece, 'bic')
  // optional wherever the IBAN is given (SEPA)
  if (!reading) return null
  const bic = compactText(reading)
  const iban = ibanOf(facts)?.text ?? ''
  const declared = (facts.declared.account?.bic ?? '').replace(/\s/g, '').toUpperCase()
  const judged = isBic(bic) ? judgeKnownBic(bic, iban, declared) : judgeKey(false, reading.confidence)
  return answer(judged, { declared, read: bic, fields: ['bic'] })
}

/** The account must be the client's: the company's, or the sole trader's own (§1.2 « in client's name »). */
const judgeHolder: Judge = (facts) => {
  const { declared: { company } } = facts
  const holder = readingOf(facts.piece, 'holder')
  const trader = soleTrader(facts)
  const beside = { declared: company?.name ?? null, read: holder?.text ?? null, fields: ['holder' as const] }
  if (!company) return answer(unknown('nothing_declared'), beside)
  if (!holder) return answer(unknown('holder_unread'), beside)
  const asCompany: Judged = compareHolder(company, holder.text, holder.confidence)
  return answer(trader ? best([asCompany, comparePersonLine(trader, holder.text, holder.confidence)]) : asCompany, beside)
}

export const accountChecks: readonly Check[] = [
  { id: 'iban_valid', rule: 'rules.md §1.4 rib, §1.8 IBAN', refusal: 'altered', types: ['rib'], judge: judgeIban },
  { id: 'iban_matches', rule: 'rules.md §1.4 rib; KYC-06', refusal: 'mismatch', types: ['rib'], judge: judgeIbanMatches },
  {
    id: 'holder_matches',
    rule: 'rules.md §1.2 « RIB in client’s name », §1.4 rib',
    refusal: 'mismatch',
    types: ['rib'],
    judge: judgeHolder,
  },
  { id: 'sepa_country', rule: 'rules.md §1.4 rib « country in SEPA »', refusal: 'mismatch', types: ['rib'], judge: judgeSepa },
  { id: 'bic_valid', rule: 'rules.md §1.8 BIC', refusal: 'mismatch', types: ['rib'], judge: judgeBic },
  { id: 'rib_key', rule: 'rules.md §1.8 RIB key, §9 point 11', isWarning: true, refusal: 'other', types: ['rib'], judge: judgeRibKey },
]
