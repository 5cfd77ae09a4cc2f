import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { legalForms } from '#src/dossiers/legalForm.ts'
import { type DossierFacts, requiredPieces } from '#src/dossiers/requiredPieces.ts'
import { person, representative, soleOwner } from './people.ts'

const facts = (legalForm: DossierFacts['legalForm'], more: Partial<DossierFacts> = {}): DossierFacts => ({
  legalForm,
  department: '75',
  hasSiret: legalForm !== 'association',
  mcc: '5734',
  people: [representative('pers_a', 'gerant', soleOwner)],
  ...more,
})

const keys = (given: DossierFacts, level: 'required' | 'conditional' = 'required'): string[] =>
  requiredPieces(given).filter((requirement) => requirement.level === level).map(({ key }) => key)

const find = (given: DossierFacts, key: string) => requiredPieces(given).find((requirement) => requirement.key === key)

const always = ['payout_account_proof', 'activity_proof']
const ofCompany = ['registration_proof', 'statutes', 'beneficial_owner_declaration', 'rbe_extract', 'identity_document:pers_a', ...always]

describe('the matrix of §1.2', () => {
  it.each(['eurl', 'sarl', 'sas', 'sasu', 'sci'] as const)('%s', (form) => {
    expect(keys(facts(form))).toEqual(ofCompany)
    expect(keys(facts(form), 'conditional')).toEqual(['representative_act', 'power_of_attorney', 'accounts', 'licence'])
  })

  it('sa: the acts that name its directors and the accounts are required', () => {
    expect(keys(facts('sa'))).toEqual([
      'registration_proof',
      'statutes',
      'representative_act',
      'beneficial_owner_declaration',
      'rbe_extract',
      'identity_document:pers_a',
      ...always,
      'accounts',
    ])
  })

  it('a listed company declares its owners only on demand', () => {
    const listed = facts('sa', { isListed: true })
    expect(keys(listed)).not.toContain('beneficial_owner_declaration')
    expect(keys(listed, 'conditional')).toEqual(['beneficial_owner_declaration', 'rbe_extract', 'power_of_attorney', 'licence'])
  })

  it('ei: the owner is the person; any one of three proofs', () => {
    const trader = facts('ei', { people: [representative('pers_a', 'exploitant')] })
    expect(keys(trader)).toEqual(['registration_proof', 'identity_document:pers_a', ...always])
    expect(keys(trader, 'conditional')).toEqual(['power_of_attorney', 'proof_of_address:pers_a', 'accounts', 'licence'])
    const acceptedTypes = ['avis_sirene', 'attestation_rne', 'extrait_k']
    expect(find(trader, 'registration_proof')).toMatchObject({ maxAgeMonths: 3, acceptedTypes })
  })

  it('companies show a Kbis of less than three months', () =>
    expect(find(facts('sas'), 'registration_proof')).toMatchObject({ maxAgeMonths: 3, acceptedTypes: ['kbis'] }))

  it('association: no age for its own proof, twelve months for its board', () => {
    const treasurer = person('pers_b', { role: 'tresorier', isBeneficialOwner: true })
    const people = [representative('pers_a', 'president', { isBeneficialOwner: true }), treasurer]
    const association = facts('association', { people })
    expect(keys(association)).toEqual([
      'registration_proof',
      'statutes',
      'representative_act',
      'association_board_list',
      'identity_document:pers_a',
      'identity_document:pers_b',
      ...always,
    ])
    expect(find(association, 'registration_proof')).toMatchObject({ acceptedTypes: ['rna_recepisse', 'joafe'] })
    expect(find(association, 'registration_proof')?.maxAgeMonths).toBeUndefined()
    expect(find(association, 'association_board_list')?.maxAgeMonths).toBe(12)
    expect(find(association, 'identity_document:pers_b')?.reason).toBe('dossiers:requirements.identity_officer')
  })

  it('association: with a SIRET its SIRENE notice too; in Alsace-Moselle the register of the tribunal', () => {
    const notice = find(facts('association', { hasSiret: true }), 'registration_proof:sirene')
    expect(notice).toMatchObject({ level: 'required', maxAgeMonths: 3, acceptedTypes: ['avis_sirene'] })
    const local = find(facts('association', { department: '67' }), 'registration_proof')
    expect(local).toMatchObject({ level: 'required', acceptedTypes: ['extrait_registre_tribunal'] })
  })

  it.each([
    ['7995', 'required'],
    ['5734', 'conditional'],
    [null, 'conditional'],
  ])('trade %s: a licence is %s', (mcc, level) => expect(find(facts('sas', { mcc }), 'licence')?.level).toBe(level))
})

describe('people', () => {
  it('whoever owns or acts is identified, once; a silent associate is not', () => {
    const people = [
      representative('pers_a', 'gerant', soleOwner),
      person('pers_b', { isBeneficialOwner: true }),
      person('pers_c', { isSignatory: true, role: 'mandataire' }),
      person('pers_d'),
    ]
    const required = keys(facts('sarl', { people }))
    const identified = required.filter((key) => key.startsWith('identity_document:'))
    expect(identified).toEqual(['identity_document:pers_a', 'identity_document:pers_b', 'identity_document:pers_c'])
    expect(required).toContain('power_of_attorney:pers_c')
    expect(keys(facts('sarl', { people }), 'conditional')).not.toContain('power_of_attorney')
  })

  const president = representative('pers_co', 'president', { kind: 'legal' })
  const behind = 'identity_document:representative_of_pers_co'

  it('a company that presides shows its own register extract, and who is behind it is asked for', () => {
    const required = keys(facts('sas', { people: [president] }))
    expect(required).toContain('company_registration_of_president:pers_co')
    expect(required).toContain(behind)
    expect(required).not.toContain('identity_document:pers_co')
  })

  it('until a natural person signs', () => {
    const people = [president, person('pers_n', { role: 'gerant', representsPersonId: 'pers_co' })]
    const required = keys(facts('sas', { people }))
    expect(required).toContain('identity_document:pers_n')
    expect(required).not.toContain(behind)
  })

  it('through a second company, which shows its extract too', () => {
    const second = person('pers_c2', { kind: 'legal', representsPersonId: 'pers_co' })
    const open = keys(facts('sas', { people: [president, second] }))
    expect(open).toContain(behind)
    expect(open).toContain('company_registration_of_president:pers_c2')
    expect(open).toContain('identity_document:representative_of_pers_c2')
    const closed = keys(facts('sas', { people: [president, second, person('pers_n', { representsPersonId: 'pers_c2' })] }))
    expect(closed.filter((key) => key.includes('representative_of'))).toEqual([])
  })

  it('companies that represent each other lead to nobody', () => {
    const circle = [{ ...president, representsPersonId: 'pers_c2' }, person('pers_c2', { kind: 'legal', representsPersonId: 'pers_co' })]
    expect(keys(facts('sas', { people: circle }))).toContain(behind)
  })

  it('a politically exposed person says where the money comes from (PEP-04)', () => {
    const people = [representative('pers_a', 'gerant', soleOwner), person('pers_b', { isBeneficialOwner: true, isPep: true })]
    expect(keys(facts('sarl', { people })).filter((key) => key.startsWith('source'))).toEqual(['source_of_funds:pers_b'])
    expect(keys(facts('sarl')).filter((key) => key.startsWith('source'))).toEqual([])
  })

  it('enhanced diligence adds the source of funds and the address of who represents', () =>
    expect(keys(facts('sarl', { isEnhanced: true }))).toEqual(expect.arrayContaining(['source_of_funds', 'proof_of_address:pers_a'])))
})

describe('any dossier', () => {
  const anyPerson = fc.record({
    kind: fc.constantFrom('natural' as const, 'legal' as const),
    isRepresentative: fc.boolean(),
    isBeneficialOwner: fc.boolean(),
    isSignatory: fc.boolean(),
    isPep: fc.boolean(),
    representsPersonId: fc.constantFrom(null, 'pers_0', 'pers_1', 'pers_2'),
  })
  const anyFacts = fc.record({
    legalForm: fc.constantFrom(...legalForms),
    department: fc.constantFrom('75', '67', '974'),
    hasSiret: fc.boolean(),
    isListed: fc.boolean(),
    isEnhanced: fc.boolean(),
    people: fc.array(anyPerson, { maxLength: 4 }).map((people) => people.map((more, i) => person(`pers_${i}`, more))),
  })

  it('has one line per key', () =>
    fc.assert(fc.property(anyFacts, (given) => {
      const all = requiredPieces(given).map(({ key }) => key)
      return new Set(all).size === all.length
    })))
})
