import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { figuresAt, scoreAll } from '../../bench/match/figures.ts'
import { readPairs } from '../../bench/match/labelledPairs.ts'
import { inventedPeople, makePairs } from '../../bench/match/madePairs.ts'
import { nameLimit, normalForm } from '#src/matching/normalForm.ts'
import { scoreName } from '#src/matching/scoreName.ts'
import { searchKeys } from '#src/matching/searchKeys.ts'
import { defaultThresholds } from '#src/matching/thresholds.ts'
import type { NameKind } from '#src/matching/word.ts'

const { alert } = defaultThresholds
const howsOf = (a: string, b: string, kind: NameKind): string[] => scoreName(a, b, kind).parts.map(({ how }) => how)

/** Pairs of our own: none is in a public set. */
const people: [string, string, string, boolean][] = [
  ['accents', 'Hélène Lefèvre', 'HELENE LEFEVRE', true],
  ['a ligature', 'Laetitia Cœuret', 'Lætitia Coeuret', true],
  ['elision', "Valéry d'Hautefeuille", 'D’HAUTEFEUILLE Valery', true],
  ['French particles left out', 'Bertrand de La Tour', 'Bertrand Latour', true],
  ['a double first name', 'Jean-Pierre Carpentier', 'Jean Pierre CARPENTIER', true],
  ['a double first name as one word', 'Jeanpierre Carpentier', 'Jean-Pierre Carpentier', true],
  ['a double-barrelled name, one half given', 'Sylvie Marchand-Dubreuil', 'Sylvie Marchand', true],
  ["nom d'usage", 'Amina Belkacem épouse Rousselot', 'Amina Belkacem', true],
  ['civility', 'Mme Véronique Saint-Aubin', 'SAINT AUBIN Veronique', true],
  ['last name first', 'ZERROUKI Farida', 'Farida Zerrouki', true],
  ['Maghreb transcription', 'Abdelkader Boumédiène', "'Abd al-Qadir Bumedien", true],
  ['Maghreb transcription, twice', 'Mouloud Chérif Hocine', 'Mulud Sharif Hussein', true],
  ['of the faith', 'Noureddine Bouzidi', 'Nur al-Din Bouzidi', true],
  ['servant of', 'Abdurrahman Chergui', 'Abd-er-Rahmane Chergui', true],
  ['West African transcription', 'Ousmane Guèye', 'Usman Gueye', true],
  ['West African spelling', 'Cheikh Mamadou Thiam', 'Mohamed Thiam', true],
  ['an article glued to its name', 'Khalid Alrawashdeh', 'Khaled al-Rawashdeh', true],
  ['a kunya left out', 'Abu Hamza Tariq Sohrabi', 'Tareq Sohrabi', true],
  ['a patronymic left out', 'Anatoly Viktorovich Malinovsky', 'Anatoli Malinovski', true],
  ['-off and -ov', 'Serge Kouznetzoff', 'Sergei Kuznetsov', true],
  ['German transcription of Russian', 'Schtscherbakow Dmitrij', 'Dmitry Shcherbakov', true],
  ['French transcription of Russian', 'Vladislav Joukov', 'Vladislav Zhukov', true],
  ['Ukrainian and Russian', 'Oleksandr Tretiakov', 'Aleksandr Tretyakov', true],
  ['Cyrillic', 'Наталья Воробьёва', 'Natalia Vorobyova', true],
  ['Chinese, last name last', 'Jianguo Ouyang', 'Ouyang Jian Guo', true],
  ['Han signs', '欧阳建国', 'Ouyang Jianguo', true],
  ['Hangul', '김정호', 'Kim Jong Ho', true],
  ['Arabic script', 'خالد منصور', 'Khaled Mansour', true],
  ['an initial', 'F. Golestani', 'Farhad Golestani', true],
  ['a middle initial', 'Carlos A. Villamizar', 'Carlos Alberto Villamizar', true],
  ['a middle name left out', 'Rosa Villamizar Zuluaga', 'Rosa Beatriz Villamizar Zuluaga', true],
  ['a nickname', 'Bill Harrowgate', 'William Harrowgate', true],
  ['a Russian diminutive', 'Sasha Polyanski', 'Alexander Polyanski', true],
  ['a Spanish one', 'Pepe Restrepo', 'José Restrepo', true],
  ['one letter wrong', 'Behrouz Kharasani', 'Behrouz Khorasani', true],
  ['two letters swapped in a short word', 'Faiz Mnea', 'Faiz Mena', true],
  ['a letter twice', 'Marrcel Rousselot', 'Marcel Rousselot', true],
  ['digits for letters', '0livier Marchand', 'Olivier Marchand', true],
  ['two words as one', 'Shahramtehrani', 'Shahram Tehrani', true],
  ['one word as three', 'Vis so tsky Igor', 'Igor Vissotsky', true],
  ['another first name', 'Gérard Lefèvre', 'Étienne Lefèvre', false],
  ['another last name', 'Hernando Quintero', 'Hernando Montoya', false],
  ['another patronymic', 'Viktor Petrovich Gavrilov', 'Viktor Andreevich Gavrilov', false],
  ['another tribe', 'Abdul Ghani Popalzai', 'Abdul Ghani Barakzai', false],
  ['another name of God', 'Abdul Rahman Hotak', 'Abdul Hadi Hotak', false],
  ['Hassan is not Hussein', 'Hassan Wardak', 'Hussein Wardak', false],
  ['father and son', 'Omar bin Khalid al-Rawashdeh', 'Khalid bin Omar al-Rawashdeh', false],
  ['another initial', 'F. Golestani', 'Mohsen Golestani', false],
  ['one name shared with thousands', 'Mohamed Benkacem', 'Mohamed', false],
  ['another Han sign that sounds near', '王建平', '王建朋', false],
]

const organisations: [string, string, string, boolean][] = [
  ['legal forms', 'Hexavia SARL', 'Hexavia Société à Responsabilité Limitée', true],
  ['legal forms of two countries', 'Hexavia GmbH', 'Hexavia Ltd', true],
  ['a misspelt form', 'Hexavia Incorporeted', 'Hexavia Inc.', true],
  ['a form before the name', 'OOO Vostoktransneft', 'Vostoktransneft LLC', true],
  ['a form with dots', 'Comptoir du Sahel S.A.R.L.', 'COMPTOIR DU SAHEL', true],
  ['a Polish form', 'Zelbud Sp. z o.o.', 'ZELBUD', true],
  ['and, &', 'Brandt & Söhne AG', 'Brandt und Soehne', true],
  ['the', 'The Meridian Grain Company', 'Meridian Grain Co.', true],
  ['a letter wrong', 'Kronmetal Trading', 'Kronmetall Trading', true],
  ['two words as one', 'Sea Bridge Shipping', 'Seabridge Shipping', true],
  ['a number in letters', 'Four Rivers Mining', '4 Rivers Mining', true],
  ['the next of a series is looked at', 'Aurelia Capital Fund VII', 'Aurelia Capital Fund VIII', true],
  ['first letters', 'NRMC', 'Northern Rivers Mining Consortium', true],
  ['only a form: whole', 'SARL', 'S.A.R.L.', true],
  ['only a form: not everybody', 'SARL', 'Hexavia SARL', false],
  ['generic words shared', 'Meridian International Trading', 'Kronmetal International Trading', false],
  ['north and south', 'North Atlas Cement', 'South Atlas Cement', false],
  ['another country', 'Hexavia Services Espagne', 'Hexavia Services Portugal', false],
  ['another town', 'Crédit Rural de Nantes', 'Crédit Rural de Lyon', false],
  ['a distinguishing word more', 'Meridian Copper', 'Meridian', false],
  ['bank and insurance', 'Zagros Bank', 'Zagros Insurance', false],
  ['near letters, another firm', 'ABN Industries', 'ACF Industries', false],
  ['generic words only', 'Management Consulting', 'Meridian Management Consulting', false],
]

describe('two names', () => {
  it.each(people)('of people: %s: %s | %s', (_, a, b, isMatch) => expect(scoreName(a, b, 'person').score >= alert).toBe(isMatch))
  it.each(organisations)(
    'of organisations: %s: %s | %s',
    (_, a, b, isMatch) => expect(scoreName(a, b, 'organisation').score >= alert).toBe(isMatch),
  )

  it('say why, part by part', () => {
    expect(howsOf('Bill Harrowgate', 'William Harrowgate', 'person').sort()).toEqual(['nickname', 'same'])
    expect(howsOf('F. Golestany', 'Farhad Golestani', 'person').sort()).toEqual(['initial', 'transliteration'])
    expect(howsOf('Hexavia SARL', 'Hexavia', 'organisation')).toEqual(['same', 'form'])
    expect(howsOf('Hernando Quintero', 'Hernando Montoya', 'person')).toEqual(['same', 'unlike'])
    expect(scoreName('Rosa Villamizar', 'Rosa Beatriz Vilamizar', 'person').parts.map(({ query, listed, how }) => [query, listed, how]))
      .toEqual([
        ['rosa', 'rosa', 'same'],
        ['villamizar', 'vilamizar', 'transliteration'],
        [null, 'beatriz', 'missing'],
      ])
    expect(scoreName('Shahramtehrani', 'Shahram Tehrani', 'person').parts).toMatchObject([{
      query: 'shahramtehrani',
      listed: 'shahram tehrani',
      how: 'merged',
    }])
  })

  it('that hold nothing to compare are not alike', () => {
    for (const empty of ['', '   ', '—', '🙂', '。。', '\u0000']) expect(scoreName(empty, empty, 'person')).toEqual({ score: 0, parts: [] })
    expect(scoreName('O', 'O', 'person').score).toBe(1)
    expect(scoreName('O', 'Olga', 'person').score).toBeLessThan(1)
  })
})

describe('any two texts', () => {
  const name = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(
        fc.constantFrom(
          'abdul',
          'al',
          'bin',
          'Mohamed',
          'Ivanov',
          'SARL',
          'Bank',
          'II',
          'é',
          'محمد',
          'Иванов',
          '王',
          '김',
          'יוסף',
          'नरेन्द्र',
          'วชิร',
          'Γιώργος',
          'x',
          '-',
          '/',
          "d'",
        ),
        { maxLength: 12 },
      )
      .map((words) => words.join(' ')),
  )
  const kind = fc.constantFrom<NameKind>('person', 'organisation')

  it('give the same score either way; its parts sum to it', () => {
    fc.assert(
      fc.property(name, name, kind, (a, b, of) => {
        const [there, back] = [scoreName(a, b, of), scoreName(b, a, of)]
        expect(back.score).toBeCloseTo(there.score, 9)
        expect(there.score).toBeGreaterThanOrEqual(0)
        expect(there.score).toBeLessThanOrEqual(1 + 1e-9)
        expect(there.parts.reduce((sum, { weight, worth }) => sum + weight * worth, 0)).toBeCloseTo(there.score, 9)
        if (there.parts.length > 0) expect(there.parts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9)
      }),
      { numRuns: 400 },
    )
  })

  it('are fully alike where they are the same', () => {
    fc.assert(
      fc.property(name, kind, (a, of) => {
        expect(scoreName(a, a, of).score).toBeCloseTo(normalForm(a) === '' ? 0 : 1, 9)
      }),
      { numRuns: 300 },
    )
  })

  it('cost little, however long: what is beyond the limit is not looked at', () => {
    const long = 'abdul rahman '.repeat(400_000)
    const begun = performance.now()
    expect(scoreName(long, `${long.slice(0, nameLimit)} and more`, 'person').score).toBeCloseTo(1, 9)
    expect(normalForm('习'.repeat(5_000_000)).length).toBeLessThanOrEqual(600)
    expect(searchKeys(long)).toEqual(expect.arrayContaining(['APTL', 'RMN']))
    scoreName(
      Array.from({ length: 60 }, (_, at) => `abcdefghijklm${at}`).join(' '),
      Array.from({ length: 60 }, (_, at) => `bacdefghijklmn${at}`).join(' '),
      'organisation',
    )
    expect(performance.now() - begun).toBeLessThan(1000)
  })
})

describe('what is indexed', () => {
  it.each([
    ["Jean-Pierre d'Estaing", 'jean pierre d estaing'],
    ['MÜLLER,  Jürgen', 'muller jurgen'],
    ['S.A.R.L. O’Brien & Fils', 'sarl obrien fils'],
    ["'Abd al-Raḥmān", 'abd al rahman'],
    ['Щербаков', 'shcherbakov'],
    ['习近平', 'xi jin ping'],
    ['김정은', 'gim jeong eun'],
    ['Γιώργος Παπάς', 'giorgos papas'],
    ['ＡＢＣ　１２', 'abc 12'],
    ['עזרא', 'zr'],
    ['J.P. Morgan', 'jp morgan'],
    ['!?', ''],
  ])('normal form of %s', (text, form) => expect(normalForm(text)).toBe(form))

  it.each([
    ['Khrushchev', 'Khrouchtchev'],
    ['Mohamed', 'Muhammad'],
    ['Youssef', 'Yusuf'],
    ['Zhukov', 'Joukoff'],
    ['Djamel', 'Jamal'],
    ['Philippe', 'Filip'],
    ['Qaddafi', 'Kadhafi'],
    ['Wagner', 'Vagner'],
  ])('%s and %s sound alike', (a, b) => expect(searchKeys(a)).toEqual(searchKeys(b)))

  it('keys are once each, without short words', () => expect(searchKeys('Ali ben Ali al Li')).toEqual(['AL', 'PN']))
})

describe('figures', () => {
  it('people we invented: altered spellings are found, neighbours with another birth date are not', () => {
    const { recall, precision } = figuresAt(scoreAll(makePairs(inventedPeople(), 11)), alert)
    expect(recall).toBeGreaterThanOrEqual(0.97)
    expect(precision).toBeGreaterThanOrEqual(0.95)
  })

  const dev = new URL('../../../shared/data/pairs/cases-dev.csv', import.meta.url).pathname
  it.skipIf(!existsSync(dev))('labelled pairs, names alone', () => {
    const all = scoreAll(readPairs(dev).pairs)
    const { recall, precision } = figuresAt(all, alert)
    expect(recall).toBeGreaterThanOrEqual(0.9)
    expect(precision).toBeGreaterThanOrEqual(0.88)
  })
})

describe('words that are names of something in the language itself', () => {
  const words = Object.getOwnPropertyNames(Object.prototype)
  it.each(words)('%s', (word) => {
    for (const kind of ['person', 'organisation'] as const) {
      expect(scoreName(`Holding ${word} Lenoir`, `Holding ${word} Lenoir`, kind).score).toBeGreaterThanOrEqual(alert)
      expect(scoreName(word, 'Boulangerie Lenoir', kind).score).toBeLessThan(alert)
    }
  })
})
