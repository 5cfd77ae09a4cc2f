import type { CheckFacts, CheckId, Declared, DeclaredCompany, DeclaredPerson } from '#src/checks/check.ts'
import { checkPiece, overall } from '#src/checks/checkPiece.ts'
import type { FieldName, FieldSource, Mrz, PieceField, PieceType, Seal } from '#src/pieces/piece.ts'

/** Pieces as reading and understanding would hand them over: right ones, from which wrong ones are made by changing one thing. */
export type Values = Partial<Record<FieldName, string | null>>

const plain = new Set<FieldName>([
  'birth_date',
  'issued_on',
  'expires_on',
  'registered_on',
  'closed_on',
  'representative_birth_date',
  'owner_birth_date',
])
const normalOf = (name: FieldName, value: string): string => (plain.has(name)
  ? value
  : /^(?:document_number|siren|siret|rna|vat_number|lei|iban|bic)$/.test(name)
  ? value.replace(/\s/g, '').toUpperCase()
  : value)

export const field = (
  name: FieldName,
  value: string,
  { nth = 0, confidence = 93, source = 'text' }: { nth?: number; confidence?: number | null; source?: FieldSource } = {},
): PieceField => ({
  name,
  nth,
  value,
  normal: normalOf(name, value),
  confidence,
  places: [],
  source,
})

const fieldsOf = (values: Values, options: { confidence?: number | null; source?: FieldSource; nth?: number } = {}): PieceField[] =>
  Object.entries(values).flatMap(([name, value]) => (value ? [field(name as FieldName, value, options)] : []))

export const person: DeclaredPerson = {
  familyName: 'Martin',
  usageName: '',
  givenNames: 'Maëlys-Gaëlle Marie',
  birthDate: '1990-07-13',
  birthPlace: 'Paris',
  nationality: 'FR',
  address: '33 rue des Lilas, 75012 Paris',
}
export const company: DeclaredCompany = {
  name: 'Atelier des Trois Rivières',
  tradeName: 'ATR',
  legalForm: 'sas',
  siren: '732829320',
  siret: '73282932000074',
  rna: null,
  seat: '12 bis rue de la Roquette, 75011 Paris',
}
const president: DeclaredPerson = { ...person, familyName: 'Lefèbvre', givenNames: 'Étienne Jean-Marie', birthDate: '1978-11-02' }
export const account = { iban: 'FR1420041010050500013M02606', bic: 'PSSTFRPPPAR', holder: 'Atelier des Trois Rivières' }
export const declared: Declared = {
  person,
  company,
  representatives: [president],
  owners: [{ ...president, capitalBps: 7500, votesBps: 7500 }],
  account,
}

export const receivedOn = '2026-11-22'

type Setting = Partial<Omit<CheckFacts, 'piece' | 'declared'>> & {
  type: PieceType
  typeConfidence?: number
  values?: Values
  zone?: Values
  more?: PieceField[]
  mrz?: Mrz | null
  seals?: Seal[]
  confidence?: number | null
  declared?: Partial<Declared>
}

export const factsOf = (
  { type, typeConfidence = 95, values = {}, zone = {}, more = [], mrz = null, seals = [], confidence = 93, declared: said = {}, ...rest }:
    Setting,
): CheckFacts => ({
  announced: { kind: 'other' },
  reading: { confidence, characterCount: 600, pageCount: 1, source: 'ocr' },
  warnings: [],
  receivedOn,
  sameFile: [],
  sameNumber: [],
  ...rest,
  piece: {
    type,
    typeConfidence,
    fields: [...fieldsOf(values, { confidence }), ...fieldsOf(zone, { source: 'mrz', confidence: confidence ?? 90 }), ...more],
    mrz,
    seals,
  },
  declared: { ...declared, ...said },
})

const right = (names: Mrz['checks'][number]['name'][]): Mrz['checks'] => names.map((name) => ({ name, isRight: true }))
export const td1: Mrz = {
  format: 'TD1',
  read: [],
  lines: ['IDFRAX4RTBPFW46<<<<<<<<<<<<<<<', '9007138F3002119FRA<<<<<<<<<<<6', 'MARTIN<<MAELYS<GAELLE<MARIE<<<'],
  checks: right(['document_number', 'birth_date', 'expires_on', 'composite']),
  isAmbiguous: false,
}
export const td3: Mrz = {
  ...td1,
  format: 'TD3',
  lines: ['P<FRAMARTIN<<MAELYS<GAELLE<MARIE<<<<<<<<<<<<<', '12AB345670FRA9007138F3002119<<<<<<<<<<<<<<06'],
}
export const fr36: Mrz = {
  ...td1,
  format: 'FR2x36',
  lines: ['IDFRAMARTIN<<<<<<<<<<<<<<<<<<<751012', '1305751023450MAELYS<<GAELLE9007138F4'],
  checks: right(['document_number', 'birth_date', 'composite']),
}

export type Change = Partial<Setting> & { without?: FieldName[] }

const changed = (base: Setting, { values, zone, without = [], ...rest }: Change): Setting => {
  const kept = (all: Values = {}): Values =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name as FieldName)))
  return { ...base, ...rest, values: { ...kept(base.values), ...values }, zone: { ...kept(base.zone), ...zone } }
}

const identity = { kind: 'identity_document' as const, acceptedTypes: ['fr_cni_old', 'fr_cni_e', 'passport', 'titre_sejour', 'eu_id'] }
const names: Values = { family_name: 'MARTIN', given_names: 'Maëlys-Gaëlle, Marie' }
const zoneNames: Values = { family_name: 'MARTIN', given_names: 'MAELYS GAELLE MARIE' }

const bases = {
  card: {
    type: 'fr_cni_e',
    announced: identity,
    mrz: td1,
    values: { ...names, birth_date: '1990-07-13', document_number: 'X4RTBPFW4', expires_on: '2030-02-11', issued_on: '2020-02-12' },
    zone: { ...zoneNames, birth_date: '1990-07-13', document_number: 'X4RTBPFW4', expires_on: '2030-02-11' },
  },
  passport: {
    type: 'passport',
    announced: identity,
    mrz: td3,
    values: { ...names, birth_date: '1990-07-13', document_number: '12AB34567', expires_on: '2030-02-11', issued_on: '2020-02-12' },
    zone: { ...zoneNames, birth_date: '1990-07-13', document_number: '12AB34567', expires_on: '2030-02-11' },
  },
  oldCard: {
    type: 'fr_cni_old',
    announced: identity,
    mrz: fr36,
    values: { ...names, birth_date: '1990-07-13', document_number: '130575102345' },
    zone: { family_name: 'MARTIN', given_names: 'MAELYS GAELLE', birth_date: '1990-07-13', document_number: '130575102345' },
  },
  kbis: {
    type: 'kbis',
    announced: { kind: 'registration_proof', acceptedTypes: ['kbis'], maxAgeMonths: 3 },
    values: {
      siren: '732 829 320',
      company_name: 'ATELIER DES TROIS RIVIÈRES',
      legal_form: 'Société par actions simplifiée',
      seat: '12 bis rue de la Roquette 75011 Paris',
      issued_on: '2026-11-18',
      representative_name: 'LEFÈBVRE Étienne Jean-Marie',
      representative_role: 'Président',
      representative_birth_date: '1978-11-02',
    },
    more: [field('representative_name', 'OUEDRAOGO Aïssata', { nth: 1 }), field('representative_birth_date', '1985-05-27', { nth: 1 })],
  },
  rib: {
    type: 'rib',
    announced: { kind: 'payout_account_proof', acceptedTypes: ['rib'] },
    values: { holder: 'ATELIER DES TROIS RIVIÈRES SAS', iban: 'FR14 2004 1010 0505 0001 3M02 606', bic: 'PSSTFRPPPAR' },
  },
  bill: {
    type: 'proof_address',
    announced: { kind: 'proof_of_address', maxAgeMonths: 3 },
    values: { holder: 'MME MARTIN MAËLYS-GAËLLE', address_line: '33 RUE DES LILAS', postcode_city: '75012 PARIS', issued_on: '2026-10-05' },
  },
  rbe: {
    type: 'rbe_extract',
    announced: { kind: 'rbe_extract', maxAgeMonths: 3 },
    values: {
      siren: '732829320',
      company_name: 'ATELIER DES TROIS RIVIÈRES',
      issued_on: '2026-11-01',
      owner_name: 'LEFÈBVRE Étienne Jean-Marie',
      owner_birth_date: '1978-11-02',
      owner_capital: '75,00 %',
      owner_votes: '75 %',
    },
  },
  association: {
    type: 'rna_recepisse',
    announced: { kind: 'registration_proof', acceptedTypes: ['rna_recepisse', 'joafe'] },
    declared: {
      company: {
        ...company,
        name: 'Les Amis du Canal',
        tradeName: '',
        legalForm: 'association',
        siren: null,
        siret: null,
        rna: 'W751234567',
      },
    },
    values: { rna: 'W751234567', company_name: 'LES AMIS DU CANAL', seat: '12 bis rue de la Roquette 75011 Paris' },
  },
} satisfies Record<string, Setting>

export type BaseName = keyof typeof bases
export const make = (base: BaseName, change: Change = {}): CheckFacts => factsOf(changed(bases[base] as Setting, change))

export const verdictsOf = (facts: CheckFacts) => {
  const results = checkPiece(facts)
  return {
    overall: overall(results),
    results,
    of: (check: CheckId) => results.find((one) => one.check === check)?.verdict ?? null,
    why: (check: CheckId) => results.find((one) => one.check === check)?.why ?? null,
  }
}

export const wrongDigit = (mrz: Mrz, name: Mrz['checks'][number]['name']): Mrz => ({
  ...mrz,
  checks: mrz.checks.map((one) => (one.name === name || one.name === 'composite' ? { ...one, isRight: false } : one)),
})

export const seal = (change: Partial<Seal> = {}): Seal => ({
  kind: '2d-doc',
  documentType: '01',
  issuerId: 'FR99',
  certificateId: 'TST1',
  issuedOn: '2026-10-05',
  signedOn: '2026-10-05',
  signature: 'valid',
  place: null,
  data: { 10: 'MME/MARTIN/MAELYS GAELLE', 22: '33 RUE DES LILAS', 24: '75012', 25: 'PARIS', 26: 'FR' },
  ...change,
})
