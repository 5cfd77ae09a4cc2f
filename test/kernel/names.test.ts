import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseName } from '#src/kernel/names.ts'

describe('a name as the search sees it', () => {
  it.each([
    ['  Élodie-Anne   D’Œuvre ', 'elodie anne d oeuvre'],
    ["L'Hay-les-Roses", 'l hay les roses'],
    ['BOULANGERIE DU MARCHÉ', 'boulangerie du marche'],
    ['Lefèbvre–Saïd', 'lefebvre said'],
    ['Łódź Straße Øre', 'lodz strasse ore'],
    ['İSTANBUL', 'istanbul'],
    ['Ｃａｆé №\u00a05', 'cafe no 5'],
    ['e\u0301clair', 'eclair'],
    ['', ''],
  ])('« %s » → « %s »', (name, normalised) => expect(normaliseName(name)).toBe(normalised))

  it('is the same seen twice', () =>
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => normaliseName(normaliseName(name)) === normaliseName(name))))

  it('does not care about composition or case', () =>
    fc.assert(fc.property(fc.stringMatching(/^[a-zàâçéèêëîïôùûüÿœæ' -]{0,30}$/), (name) => {
      expect(normaliseName(name.toUpperCase())).toBe(normaliseName(name))
      expect(normaliseName(name.normalize('NFD'))).toBe(normaliseName(name))
    })))
})
