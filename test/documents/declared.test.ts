import { describe, expect, it } from 'vitest'
import { declaredFacts } from '#src/documents/declared.page.ts'
import { documentKinds } from '#src/dossiers/requirement.ts'
import type { CompanyRow, PersonRow } from '#src/dossiers/facts.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { legalForms } from '#src/dossiers/legalForm.ts'
import { searchText } from '#src/documents/textSearch.ts'
import { translator } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'

const company = {
  legal_form: 'sas',
  name: 'Les Embruns SAS',
  trade_name: 'Aux Embruns',
  siren: '732829320',
  siret: '73282932000074',
  rna: null,
  address_line1: '3 quai de la Douane',
  address_line2: 'Bât. B',
  postcode: '29200',
  city: 'Brest',
  activity: 'Conserverie artisanale',
  naf: '10.20Z',
  mcc: '5499',
  website: 'https://www.embruns.example/',
  expected_monthly_cents: 4_500_000,
  expected_ticket_cents: 3_200,
  currency: 'EUR',
} as CompanyRow
const blank = {
  usage_name: '',
  birth_place: '',
  birth_country: '',
  nationality: '',
  address: '',
  company_name: '',
  company_siren: null,
  pep_function: '',
  capital_bps: 0,
  votes_bps: 0,
  owner_since: null,
  birth_date: null,
  control_nature: '',
}
const anne = {
  ...blank,
  id: 'anne',
  kind: 'natural',
  role: 'president',
  is_representative: true,
  is_beneficial_owner: true,
  given_names: 'Anne Marie',
  family_name: 'Le Gall',
  usage_name: 'Quéméneur',
  birth_date: '1979-02-01',
  birth_place: 'Abidjan',
  birth_country: 'CI',
  nationality: 'FR',
  address: '8 rue de Siam, 29200 Brest',
  capital_bps: 6_000,
  votes_bps: 6_500,
  owner_since: '2019-06-03',
} as PersonRow
const holding = {
  ...blank,
  id: 'holding',
  kind: 'legal',
  role: 'associe',
  is_representative: false,
  is_beneficial_owner: false,
  given_names: '',
  family_name: '',
  company_name: 'Armor Participations',
  company_siren: '552100554',
  capital_bps: 4_000,
  votes_bps: 3_500,
} as PersonRow
const account = { iban: 'FR7630006000011234567890189', bic: 'AGRIFRPP', holder: 'Les Embruns SAS' }

const file = { company, people: [anne, holding], account } as unknown as DossierFile
const visitIn = (lang: 'fr' | 'en') => ({ t: translator(lang), lang }) as Visit
const declare = (kind: string, person_id: string | null = null, of: DossierFile = file, lang: 'fr' | 'en' = 'fr') =>
  declaredFacts({ visit: visitIn(lang), file: of, piece: { kind, person_id } })
const said = (kind: string, personId: string | null = null) =>
  Object.fromEntries(declare(kind, personId).map(({ name, text }) => [name, text.replaceAll('\u00a0', ' ')]))

describe('each kind of piece is held against what it should prove', () => {
  it('an identity document, against the person', () => {
    expect(said('identity_document', 'anne')).toEqual({
      family_name: 'Le Gall',
      usage_name: 'Quéméneur',
      given_names: 'Anne Marie',
      birth_date: '1er févr. 1979',
      birth_place: 'Abidjan, Côte d’Ivoire',
      nationality: 'France',
      role: 'Président',
    })
  })

  it('a register extract, against the company and who represents it', () => {
    expect(said('registration_proof')).toEqual({
      company: 'Les Embruns SAS',
      trade_name: 'Aux Embruns',
      legal_form: 'SAS',
      siren: '732 829 320',
      siret: '732 829 320 00074',
      seat: '3 quai de la Douane, Bât. B, 29200 Brest',
      activity: 'Conserverie artisanale',
      naf: '10.20Z',
      person_0: 'Anne Marie Quéméneur',
    })
  })

  it('a declaration of owners, against every share', () => {
    const { person_0, person_1 } = said('beneficial_owner_declaration')
    expect([person_0, person_1]).toEqual([
      'Anne Marie Quéméneur · 60 % du capital, 65 % des votes · depuis le 3 juin 2019',
      'Armor Participations · 40 % du capital, 35 % des votes',
    ])
  })

  it('a RIB, against the account', () =>
    expect(said('payout_account_proof')).toMatchObject({
      holder: 'Les Embruns SAS',
      iban: 'FR76 3000 6000 0112 3456 7890 189',
      bic: 'AGRIFRPP',
    }))
  it('the register of the company that presides, against that company', () =>
    expect(said('company_registration_of_president', 'holding')).toMatchObject({ company: 'Armor Participations', siren: '552 100 554' }))
  it('a proof of address, against the home', () =>
    expect(said('proof_of_address', 'anne')).toEqual({ person: 'Anne Marie Quéméneur', address: '8 rue de Siam, 29200 Brest' }))
})

it.each(documentKinds)('%s is said in both languages, whoever it is about and however little is known', (kind) => {
  const files = [
    file,
    { ...file, company: null, account: null, people: [] } as DossierFile,
    ...legalForms.map((legal_form) => ({ ...file, company: { ...company, legal_form } }) as DossierFile),
  ]
  for (const of of files)
    for (const lang of ['fr', 'en'] as const)
      for (const personId of [null, 'anne', 'holding', 'gone'])
        for (const { label, text } of declare(kind, personId, of, lang))
          expect([label, text]).not.toContain('')
})

describe('what is sought is what papers write', () => {
  const finds = (kind: string, name: string, text: string, personId: string | null = null): boolean => {
    const fact = declare(kind, personId).find((one) => one.name === name)
    return fact !== undefined && searchText(text)(fact.sought).length > 0
  }
  it.each([
    ['identity_document', 'birth_date', '01 02 1979'],
    ['identity_document', 'birth_date', 'née le 1er février 1979'],
    ['identity_document', 'birth_date', '01/02/1979'],
    ['identity_document', 'given_names', 'Prénoms : ANNE, MARIE'],
    ['identity_document', 'family_name', 'LE GALL'],
    ['proof_of_address', 'address', '8 RUE DE SIAM\n29200 BREST'],
    ['proof_of_address', 'person', 'Mme LE GALL Anne'],
  ])('%s, %s: « %s »', (kind, name, text) => expect(finds(kind, name, text, 'anne')).toBe(true))

  it.each([
    ['registration_proof', 'siret', '732 829 320 00074'],
    ['registration_proof', 'naf', '1020Z'],
    ['registration_proof', 'company', 'LES EMBRUNS S.A.S.'],
    ['activity_proof', 'website', 'www.embruns.example/boutique'],
    ['registration_proof', 'person_0', 'Président : QUEMENEUR Anne'],
  ])('%s, %s: « %s »', (kind, name, text) => expect(finds(kind, name, text)).toBe(true))

  it.each([['identity_document', 'birth_date', '02/01/1979'], ['identity_document', 'family_name', 'LE GALLOIS']])(
    'but in %s, %s not « %s »',
    (kind, name, text) => expect(finds(kind, name, text, 'anne')).toBe(false),
  )
})
