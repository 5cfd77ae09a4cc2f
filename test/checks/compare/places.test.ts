import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '#src/checks/compare/address.ts'
import { compareAddress } from '#src/checks/compare/compareAddress.ts'
import { compareLegalForm, legalFormOf } from '#src/checks/compare/legalForm.ts'
import { sharesIn } from '#src/checks/compare/percentage.ts'

const ours = '12 bis rue de la Roquette, 75011 Paris'

describe('addresses', () => {
  it.each([
    ['12BIS R DE LA ROQUETTE 75011 PARIS', 'pass'],
    ['12 B rue de la Roquette 75011 PARIS 11', 'pass'],
    ['Bât. C, 12 bis, rue de la Roquette, 75011 Paris CEDEX 11', 'pass'],
    ['12 bis rue de la Roquette 75011 Paris 11e arrondissement', 'pass'],
    ['12 bis rue de la Roquette 75011 PARIS FRANCE', 'pass'],
    ['12 rue de la Roquette 75011 Paris', 'unknown'],
    ['rue de la Roquette 75011 Paris', 'unknown'],
    ['12 bis avenue de la Roquette 75011 Paris', 'unknown'],
    ['75011 Paris', 'unknown'],
    ['12 bis rue de la Roquette', 'unknown'],
    ['', 'unknown'],
    ['12 ter rue de la Roquette 75011 Paris', 'fail'],
    ['14 bis rue de la Roquette 75011 Paris', 'fail'],
    ['12 bis rue Oberkampf 75011 Paris', 'fail'],
    ['12 bis rue de la Roquette 69003 Lyon', 'fail'],
  ])('%s: %s', (read, verdict) => expect(compareAddress(ours, read, null).verdict).toBe(verdict))

  it('words are written short or long', () => {
    const long = '4 boulevard Saint-Michel, 75005 Paris'
    for (const read of ['4 BD ST MICHEL 75005 PARIS', '4, Bld. St-Michel 75005 Paris', '4 boul saint michel 75005 paris'])
      expect(compareAddress(long, read, 90).verdict, read).toBe('pass')
    expect(compareAddress('2 av. du Gal de Gaulle, 94000 Créteil', '2 AVENUE DU GENERAL DE GAULLE 94000 CRETEIL', 90).verdict).toBe('pass')
  })

  it('a digit misread where it was guessed proves nothing', () => {
    expect(compareAddress(ours, '12 bis rue de la Roquette 75012 Paris', 70).verdict).toBe('unknown')
    expect(compareAddress(ours, '12 bis rue de la Roquette 75012 Paris', 95).verdict).toBe('fail')
    expect(compareAddress(ours, '17 bis rue de la Roquette 75011 Paris', 80).verdict).toBe('unknown')
  })

  it('villages share a postcode', () =>
    expect(compareAddress('3 rue de l’Église, 29270 Carhaix', '3 rue de l’Eglise 29270 Plounévézel', null).verdict).toBe('unknown'))

  it('what stands inside a building is left aside', () => {
    expect(parseAddress('BAT 2 ETG 3 7 PLACE DES SPECIMENS 57000 METZ')).toMatchObject({
      number: '7',
      way: 'place',
      street: 'specimens',
      city: 'metz',
    })
    expect(parseAddress('12-14 rue Haute 67000 Strasbourg')).toMatchObject({ number: '12', street: 'haute' })
  })

  it('whatever is read, an answer comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        expect(['fail', 'unknown']).toContain(compareAddress(ours, text, 90).verdict)
      }),
      { numRuns: 200 },
    )
  })
})

describe('legal forms', () => {
  it.each([
    ['SAS, société par actions simplifiée', 'sas'],
    ['Société par actions simplifiée à associé unique', 'sasu'],
    ['S.A.S.U.', 'sasu'],
    ['Société par actions simplifiée (Société à associé unique)', 'sasu'],
    ['Société à responsabilité limitée', 'sarl'],
    ['Société à responsabilité limitée à associé unique', 'eurl'],
    ['Entreprise unipersonnelle à responsabilité limitée', 'eurl'],
    ['SARL unipersonnelle', 'eurl'],
    ['Société anonyme à conseil d’administration', 'sa'],
    ['Société civile immobilière', 'sci'],
    ['Association déclarée', 'association'],
    ['Entrepreneur individuel', 'ei'],
    ['Micro-entreprise', 'ei'],
    ['Société en nom collectif', 'foreign'],
    ['SELARL', 'foreign'],
    ['Société coopérative de production anonyme', 'foreign'],
    ['Bateau', null],
  ])('%s: %s', (label, form) => expect(legalFormOf(label)).toBe(form))

  it('an unsaid single partner proves nothing', () => {
    expect(compareLegalForm('sasu', 'Société par actions simplifiée', null).verdict).toBe('unknown')
    expect(compareLegalForm('eurl', 'SARL', null).verdict).toBe('unknown')
    expect(compareLegalForm('sarl', 'SAS', null).verdict).toBe('fail')
    expect(compareLegalForm('sas', 'SAS', 70).verdict).toBe('pass')
  })
})

it('shares', () => {
  expect(sharesIn('75,00 %')).toEqual({ from: 7500, to: 7500 })
  expect(sharesIn('33.33%')).toEqual({ from: 3333, to: 3333 })
  expect(sharesIn('de 25 à 50 %')).toEqual({ from: 2500, to: 5000 })
  expect(sharesIn('100')).toEqual({ from: 10_000, to: 10_000 })
  expect(sharesIn('750 %')).toBeNull()
  expect(sharesIn('la moitié')).toBeNull()
})

it.each(Object.getOwnPropertyNames(Object.prototype))('an address with the word %s is read as any other', (word) => {
  expect(JSON.stringify(parseAddress(`12 rue du ${word} 75001 Paris`))).not.toContain('native code')
  expect(() => parseAddress(`12 ${word} des Lilas 75001 Paris`)).not.toThrow()
})
