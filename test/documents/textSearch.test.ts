import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinBoxes, markSpans, searchText, searchWords } from '#src/documents/textSearch.ts'

const found = (text: string, ...sought: string[]): string[] => searchText(text)(sought).map(([from, to]) => text.slice(from, to))

describe('what is declared is found in the text', () => {
  it.each([
    ['whatever the accents and the case', 'Titulaire : Mme Hélène QUÉMÉNEUR', 'Hélène Quemeneur', 'Hélène QUÉMÉNEUR'],
    ['a number cut in groups', 'SIREN 732 829 320 R.C.S. Paris', '732829320', '732 829 320'],
    ['a number within a longer one', 'SIRET 73282932000074', '732829320', '732829320'],
    [
      'an IBAN as a bank writes it',
      'IBAN : FR76 3000 6000 0112 3456 7890 189',
      'FR7630006000011234567890189',
      'FR76 3000 6000 0112 3456 7890 189',
    ],
    ['a day whatever stands between', 'né le 12.05.1984 à Lyon', '12051984', '12.05.1984'],
    ['a day in words', 'née le 12 mai 1984', '12mai1984', '12 mai 1984'],
    ['a name over two lines', 'BOULANGERIE\n   LENOIR SARL', 'Boulangerie Lenoir', 'BOULANGERIE\n   LENOIR'],
    ['in the zone of a passport', 'P<FRALENOIR<<JEANNE<MARIE<<<', 'Jeanne', 'JEANNE'],
  ])('%s', (_why, text, sought, expected) => expect(found(text, sought)).toEqual([expected]))

  it.each([
    ['a short name within a word', 'Les Lyonnais de Paris', 'Lyon'],
    ['another number', 'SIREN 732 829 321', '732829320'],
    ['words too far apart', 'Jeanne habite rue Lenoir', 'Jeanne Lenoir'],
    ['nothing', 'Jeanne Lenoir', ''],
    ['signs that are no letters', 'a.*b', '.*'],
    ['a single letter', 'A B C', 'A'],
  ])('but not %s', (_why, text, sought) => expect(found(text, sought)).toEqual([]))

  it('keeps its places where letters are two signs wide', () => {
    const text = '😀 Œuvre de Straße, Lenoir 👍'
    expect(found(text, 'Lenoir')).toEqual(['Lenoir'])
  })
})

describe('marks', () => {
  it('lose no sign and gain none, whatever overlaps', () => {
    const spans = fc.array(fc.tuple(fc.nat(30), fc.nat(30)).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]))
    fc.assert(fc.property(fc.string({ minLength: 0, maxLength: 30 }), spans, (text, all) => {
      const within = all.map(([from, to]): [number, number] => [Math.min(from, text.length), Math.min(to, text.length)])
      return markSpans(text, within).map((one) => one.text).join('') === text
    }))
  })

  it('say which is which', () => {
    const text = 'Nom : LENOIR, Jeanne'
    expect(markSpans(text, searchText(text)(['Lenoir', 'Jeanne']))).toEqual([
      { text: 'Nom : ', isFound: false },
      { text: 'LENOIR', isFound: true },
      { text: ', ', isFound: false },
      { text: 'Jeanne', isFound: true },
    ])
  })
})

describe('words on the page', () => {
  const word = (text: string, x: number, y: number) => ({ text, box: [x, y, x + 40, y + 10] as [number, number, number, number] })

  it('those of one place go together, one box a row', () => {
    const words = [word('Titulaire', 0, 0), word('Jeanne', 50, 1), word('Marie', 100, 0), word('Lenoir', 0, 20), word('Paris', 50, 20)]
    const places = searchWords(words)(['Jeanne Marie Lenoir'])
    expect(places.map((one) => one.map(({ text }) => text))).toEqual([['Jeanne', 'Marie', 'Lenoir']])
    expect(joinBoxes(places[0]!.map(({ box }) => box))).toEqual([[50, 0, 140, 11], [0, 20, 40, 30]])
  })

  it('a word that OCR tore in two is still found', () => {
    expect(searchWords([word('LY', 0, 0), word('ON', 42, 0)])(['Lyon'])).toHaveLength(1)
  })
})
