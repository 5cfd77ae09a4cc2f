import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareCompanyName, compareHolder } from '#src/checks/compare/companyName.ts'
import { comparePersonLine } from '#src/checks/compare/personLine.ts'
import { comparePerson } from '#src/checks/compare/personName.ts'

const jean = { familyName: 'Martin', usageName: '', givenNames: 'Jean Paul' }
const read = (
  family: string,
  given: string,
  more: { usage?: string; confidence?: number | null; isZone?: boolean; isCut?: boolean } = {},
) => comparePerson(jean, { family, given, usage: '', confidence: 92, ...more }).verdict

describe('a person under labels', () => {
  it.each([
    ['MARTIN', 'Jean, Paul', 'pass'],
    ['martin', 'JEAN PAUL', 'pass'],
    ['Martin', 'Jean', 'pass'],
    ['MARTIN', 'Jean, Paul, Louis', 'pass'],
    ['MARTIN ÉP. DURAND', 'Jean, Paul', 'pass'],
    ['MARTIN', 'Paul, Jean', 'unknown'],
    ['MARTIN', 'Jean-Paul', 'pass'],
    ['MARTIN', 'Jean-Pierre', 'unknown'],
    ['MARTIN', 'J.', 'unknown'],
    ['MARTIN DURAND', 'Jean, Paul', 'unknown'],
    ['JEAN PAUL', 'Martin', 'unknown'],
    ['', 'Jean', 'unknown'],
    ['MARTIN', '', 'unknown'],
    ['MARTINEZ', 'Jean, Paul', 'fail'],
    ['DURAND', 'Jean, Paul', 'fail'],
    ['MARTIN', 'Louise', 'fail'],
  ])('%s, %s: %s', (family, given, verdict) => expect(read(family, given)).toBe(verdict))

  it('one wrong letter is a misreading where something was guessed, another name where nothing was', () => {
    expect(read('MARTIM', 'Jean', { confidence: 92 })).toBe('unknown')
    expect(read('MARTIM', 'Jean', { confidence: 65 })).toBe('unknown')
    expect(read('MARTIM', 'Jean', { confidence: null })).toBe('fail')
  })

  it('what is hardly read disproves nothing', () => expect(read('XQZVW', 'Jean', { confidence: 40 })).toBe('unknown'))

  it('a zone cuts long names, and only a full one does', () => {
    const long = { familyName: 'Nilavadhanananda', usageName: '', givenNames: 'Chayapa Dejthamrong Krasuang' }
    const zone = { family: 'NILAVADHANANANDA', given: 'CHAYAPA DEJTHAMRONG K', usage: '', confidence: 90, isZone: true }
    expect(comparePerson(long, { ...zone, isCut: true }).verdict).toBe('pass')
    expect(comparePerson(long, zone).verdict).not.toBe('pass')
    expect(comparePerson({ ...long, familyName: 'Nilavadhananandachaya' }, { ...zone, isCut: true }).why).toBe('name_cut')
  })
})

describe('a person in a line', () => {
  it.each([
    ['M. Jean MARTIN', 'pass'],
    ['MARTIN JEAN', 'pass'],
    ['Monsieur Martin Jean Paul', 'pass'],
    ['MARTIN Jean Paul Louis', 'pass'],
    ['M JEAN MARTIN EI', 'pass'],
    ['JEAN MARTIN DURAND', 'unknown'],
    ['M OU MME MARTIN JEAN', 'unknown'],
    ['M ET MME MARTIN', 'unknown'],
    ['MARTIN', 'unknown'],
    ['MARTIN J', 'unknown'],
    ['MARTIN LOUISE', 'fail'],
    ['M DURAND PAUL', 'fail'],
    ['ATELIER DES TROIS RIVIERES SAS', 'fail'],
  ])('%s: %s', (line, verdict) => expect(comparePersonLine(jean, line, null).verdict).toBe(verdict))

  it('by the usage name too', () =>
    expect(comparePersonLine({ ...jean, usageName: 'Durand' }, 'MME DURAND JEAN', null).verdict).toBe('pass'))
})

const ours = { name: 'Atelier des Trois Rivières', tradeName: 'Kayak & Co', legalForm: 'sas' as const }

describe('a company', () => {
  it.each([
    ['ATELIER DES TROIS RIVIERES', 'pass'],
    ['S.A.S. ATELIER DES TROIS-RIVIÈRES', 'pass'],
    ['Société par actions simplifiée Atelier des Trois Rivières', 'pass'],
    ['ATELIER DES TROIS RIVIERES (A3R)', 'pass'],
    ['SASU ATELIER DES TROIS RIVIERES', 'pass'],
    ['KAYAK ET CO', 'unknown'],
    ['ATR', 'unknown'],
    ['ATELIER DES TROIS RIVIERES SUD', 'unknown'],
    ['', 'unknown'],
    ['SARL ATELIER DES TROIS RIVIERES', 'fail'],
    ['ATELIER DES QUATRE RIVIERES', 'fail'],
    ['BOULANGERIE', 'fail'],
  ])('%s: %s', (name, verdict) => expect(compareHolder(ours, name, 95).verdict).toBe(verdict))

  it('names of one letter, and names that are nothing but a form', () => {
    expect(compareCompanyName({ name: 'A', tradeName: '' }, 'A SAS', null).verdict).toBe('pass')
    expect(compareCompanyName({ name: 'A', tradeName: '' }, 'B SAS', null).verdict).toBe('fail')
    expect(compareCompanyName({ name: 'A', tradeName: '' }, 'B', 70).verdict).not.toBe('pass')
    expect(compareCompanyName({ name: 'SA', tradeName: '' }, 'SAS', null).verdict).toBe('fail')
  })
})

const name = fc.stringMatching(/^[A-Z][a-zéèçüï]{2,11}$/)
const noise = (text: string): fc.Arbitrary<string> =>
  fc.constantFrom(text, text.toUpperCase(), text.normalize('NFD'), text.normalize('NFD').replace(/\p{M}/gu, ''), `  ${text} `)

describe('of any names', () => {
  it('writing them otherwise changes nothing', () => {
    const pair = fc.tuple(name, name).chain(([family, given]) =>
      fc.tuple(fc.constant(family), fc.constant(given), noise(family), noise(given))
    )
    fc.assert(
      fc.property(pair, ([family, given, a, b]) =>
        comparePerson({ familyName: family, usageName: '', givenNames: given }, { family: a, given: b, usage: '', confidence: 80 })
          .verdict === 'pass'),
    )
  })

  it('another family name never passes, in a field or in a line', () => {
    fc.assert(fc.property(name, name, name, fc.constantFrom(null, 20, 70, 99), (family, other, given, confidence) => {
      fc.pre(family.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase() !== other.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase())
      const declared = { familyName: family, usageName: '', givenNames: given }
      fc.pre(!other.toUpperCase().normalize('NFD').includes('Ü'))
      expect(comparePerson(declared, { family: other, given, usage: '', confidence }).verdict).not.toBe('pass')
      fc.pre(other !== given && family !== given)
      expect(comparePersonLine(declared, `M ${other} ${given}`, confidence).verdict).not.toBe('pass')
    }))
  })

  it('whatever is read, an answer comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.constantFrom(null, 50, 95), (text, confidence) => {
        expect(['pass', 'fail', 'unknown']).toContain(comparePersonLine(jean, text, confidence).verdict)
        expect(['pass', 'fail', 'unknown']).toContain(compareHolder(ours, text, confidence).verdict)
        expect(comparePerson(jean, { family: text, given: text, usage: text, confidence }).verdict).not.toBe('pass')
      }),
      { numRuns: 200 },
    )
  })
})
