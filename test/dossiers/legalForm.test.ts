import { describe, expect, it } from 'vitest'
import { departmentOf, identifierNeeds, isAssociation, isCompany, isLegalForm, legalForms } from '#src/dossiers/legalForm.ts'

describe('legal forms', () => {
  it('are a sole trader, six companies and an association', () => {
    expect(legalForms.filter(isCompany)).toEqual(['eurl', 'sarl', 'sas', 'sasu', 'sa', 'sci'])
    expect(legalForms.filter(isAssociation)).toEqual(['association'])
    expect([isLegalForm('sas'), isLegalForm('gmbh')]).toEqual([true, false])
  })

  it.each(legalForms.filter((form) => form !== 'association'))(
    '%s needs SIREN and SIRET',
    (form) => expect(identifierNeeds(form, '75', true)).toEqual({ siren: 'required', siret: 'required', rna: 'none' }),
  )

  it('an association needs an RNA number, but not in Alsace-Moselle, and a SIRET only if it has one', () => {
    expect(identifierNeeds('association', '75', false)).toEqual({ siren: 'optional', siret: 'optional', rna: 'required' })
    expect(identifierNeeds('association', '75', true)).toEqual({ siren: 'required', siret: 'required', rna: 'required' })
    expect(['57', '67', '68'].map((department) => identifierNeeds('association', department, false).rna)).toEqual(Array(3).fill('optional'))
  })

  it.each([
    ['57000', '57'],
    ['67100', '67'],
    ['01000', '01'],
    ['20000', '2A'],
    ['20200', '2B'],
    ['97400', '974'],
    ['98000', '980'],
    ['1234', ''],
    ['SW1A 1AA', ''],
  ])('postcode %s is in department « %s »', (postcode, department) => expect(departmentOf(postcode)).toBe(department))
})
