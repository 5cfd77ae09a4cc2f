import { describe, expect, it } from 'vitest'
import type { Birth, Party } from '#src/matching/party.ts'
import { scoreParty, weakMost } from '#src/matching/scoreParty.ts'
import { defaultThresholds, engineVersion } from '#src/matching/thresholds.ts'
import type { Entry } from '#src/watchlists/watchlist.ts'

const { alert, urgent } = defaultThresholds

/** `1961-03-08`, `1961`, `1960/1962`, with ~ before it: about. */
const birth = (text: string): Birth => {
  const [from, to] = text.replace('~', '').split('/') as [string, string?]
  const whole = (day: string, end: string): string => (day.length === 4 ? `${day}${end}` : day)
  return { from: whole(from, '-01-01'), to: whole(to ?? from, '-12-31'), isCirca: text.startsWith('~') }
}
const person = (name: string, births: string[] = [], more: Partial<Party> = {}): Party => ({
  kind: 'person',
  names: [{ text: name, quality: 'primary' }],
  births: births.map(birth),
  birthPlaces: [],
  nationalities: [],
  countries: [],
  gender: null,
  identifiers: [],
  ...more,
})

const name = 'Anatoly Malinovsky'
const birthHow = (query: string[], listed: string[]): string | undefined =>
  scoreParty(person(name, query), person(name, listed)).adjustments.find(({ on }) => on === 'birth')?.how

describe('birth dates', () => {
  it.each([
    ['1961-03-08', '1961-03-08', 'same'],
    ['1961-03-08', '1961-08-03', 'swapped'],
    ['1961-03-08', '1961-03-09', 'oneDigit'],
    ['1961-03-08', '1967-03-08', 'oneDigit'],
    ['1961-03-08', '1961', 'year'],
    ['1961', '1961', 'year'],
    ['1961-03-08', '1960/1962', 'year'],
    ['1961-03-08', '~1961', 'year'],
    ['1961-03-08', '~1958', 'near'],
    ['1961-03-08', '1962', 'nextYear'],
    ['1961-03-08', '1961-11-20', 'sameYear'],
    ['1961-03-08', '1960-12-25', 'nextYear'],
    ['1961-03-08', '1968-11-20', 'other'],
    ['1961-03-08', '~1950', 'other'],
    ['1961-03-08', '1989-11-20', 'generation'],
  ])('%s and %s: %s', (query, listed, how) => {
    expect(birthHow([query], [listed])).toBe(how)
    expect(birthHow([listed], [query])).toBe(how)
  })

  it('the best of several counts; none says nothing', () => {
    expect(birthHow(['1961-03-08'], ['1950-01-01', '1961-03-08', '1980'])).toBe('same')
    expect(birthHow([], ['1961'])).toBeUndefined()
    expect(birthHow(['1961'], [])).toBeUndefined()
  })

  it('another one takes a namesake under the alert; the same one lifts a doubtful name over it, but makes no name alike', () => {
    expect(scoreParty(person(name, ['1961-03-08']), person(name, ['1974-10-21'])).level).toBe('none')
    const doubtful = [person('Anatoly Vassily Maliniwsky'), person('Anatoly Malynowka Sergei')] as const
    const alone = scoreParty(doubtful[0], doubtful[1])
    const born = scoreParty({ ...doubtful[0], births: [birth('1961-03-08')] }, { ...doubtful[1], births: [birth('1961-03-08')] })
    expect(born.nameScore).toBe(alone.nameScore)
    expect(born.score).toBeGreaterThanOrEqual(alone.score)
    expect(scoreParty(person('Hernando Quintero', ['1961-03-08']), person(name, ['1961-03-08'])).adjustments).toMatchObject([{
      on: 'birth',
      how: 'same',
      by: 0,
    }])
  })
})

describe('what else is known', () => {
  it('counts for and against, each apart; all of it sums to the score', () => {
    const query = person('Anatoli Malinovski', ['1961'], {
      nationalities: ['RU'],
      birthPlaces: [{ text: 'Tula', country: 'RU' }],
      gender: 'm',
    })
    const listed = person(name, ['1961-03-08'], {
      nationalities: ['ru', 'CY'],
      birthPlaces: [{ text: 'City of Tula, USSR', country: null }],
      gender: 'f',
    })
    const { nameScore, score, adjustments, parts } = scoreParty(query, listed)
    expect(adjustments.map(({ on, how }) => `${on} ${how}`)).toEqual(['gender other', 'birth year', 'country same', 'birthPlace same'])
    expect(adjustments.reduce((sum, { by }) => sum + by, nameScore)).toBeCloseTo(score, 9)
    expect(parts.reduce((sum, { weight, worth }) => sum + weight * worth, 0)).toBeCloseTo(nameScore, 9)
  })

  it.each<[string, Partial<Party>, Partial<Party>, string[]]>([
    ['another nationality', { nationalities: ['FR'] }, { nationalities: ['RU'] }, ['country other']],
    ['a code and a name cannot be told to differ', { nationalities: ['RU'] }, { nationalities: ['Russian Federation'] }, []],
    ['unknown is no nationality', { nationalities: ['FR'] }, { nationalities: ['00'] }, []],
    ['the country of birth where no nationality is known', { nationalities: ['RU'] }, { birthPlaces: [{ text: '', country: 'RU' }] }, [
      'country same',
    ]],
    ['a person and a company', {}, { kind: 'organisation' }, ['kind other']],
    ['another passport of the same country', { identifiers: [{ kind: 'passport', number: '71 234 567', country: 'RU' }] }, {
      identifiers: [{ kind: 'passport', number: '71 999 111', country: 'RU' }],
    }, ['identifier other']],
    ['a passport of another country says nothing', { identifiers: [{ kind: 'passport', number: '71234567', country: 'RU' }] }, {
      identifiers: [{ kind: 'passport', number: '19AA00001', country: 'FR' }],
    }, []],
    ['a short number is nobody’s', { identifiers: [{ kind: 'other', number: '12', country: null }] }, {
      identifiers: [{ kind: 'other', number: '12', country: null }],
    }, []],
  ])('%s', (_, query, listed, told) => {
    expect(scoreParty(person(name, [], query), person(name, [], listed)).adjustments.map(({ on, how }) => `${on} ${how}`)).toEqual(told)
  })

  it('the same identifier is looked at whatever the names', () => {
    const passport = (number: string): Partial<Party> => ({ identifiers: [{ kind: 'passport', number, country: 'RU' }] })
    const found = scoreParty(person('Hernando Quintero', [], passport('71-1234567')), person(name, [], passport('71 1234567')))
    expect(found).toMatchObject({ level: 'review', score: alert })
    expect(found.adjustments.reduce((sum, { by }) => sum + by, found.nameScore)).toBeCloseTo(found.score, 9)
  })

  it('ships are told apart by their IMO number', () => {
    const ship = (text: string, number: string): Party => ({
      ...person(text),
      kind: 'vessel',
      identifiers: [{ kind: 'imo', number, country: null }],
    })
    expect(scoreParty(ship('Morning Star', '9123456'), ship('Morning Star', '9123456')).level).toBe('urgent')
    expect(scoreParty(ship('Morning Star', '9123456'), ship('Morning Star', '8801234')).level).toBe('review')
  })
})

describe('names of one party', () => {
  const known = (names: Party['names']): Party => ({ ...person(''), names })

  it('the best pair counts, and says which', () => {
    const listed = known([{ text: 'Viktor Gavrilov', quality: 'primary' }, { text: 'Viktor Zhdanov', quality: 'strong' }])
    expect(scoreParty(known([{ text: 'Olga Zhdanova', quality: 'primary' }, { text: 'Victor Jdanoff', quality: 'primary' }]), listed))
      .toMatchObject({ listedName: 'Viktor Zhdanov', queryName: 'Victor Jdanoff', quality: 'strong', engineVersion })
  })

  it('a weak alias alone is never more than to be reviewed, whatever else agrees; a good one beside it is', () => {
    const weak = known([{ text: 'Viktor Gavrilov', quality: 'primary' }, { text: 'Abu Tula', quality: 'weak' }])
    const query = { ...person('Abu Tula', ['1961-03-08']), nationalities: ['RU'] }
    const found = scoreParty(query, { ...weak, births: [birth('1961-03-08')], nationalities: ['RU'] })
    expect(found).toMatchObject({ nameScore: 1, score: weakMost, level: 'review', quality: 'weak' })
    expect(found.adjustments.at(-1)).toMatchObject({ on: 'weakAlias', how: 'capped' })
    expect(weakMost).toBeLessThan(urgent)
    expect(scoreParty(query, known([...weak.names, { text: 'Abu Tula', quality: 'strong' }]))).toMatchObject({
      score: 1,
      level: 'urgent',
      quality: 'strong',
    })
  })

  it('two names written as one are read apart', () => {
    const firm = (text: string): Party => ({ ...person(text), kind: 'organisation' })
    expect(scoreParty(firm('Ansar al-Sahra'), firm("Harakat an-Nur/Ansar al-Sahra'")).level).toBe('urgent')
    expect(scoreParty(firm('Hexavia'), firm('Hexavia A/S')).level).toBe('urgent')
  })

  it('nobody at all scores nothing', () =>
    expect(scoreParty(known([]), known([]))).toMatchObject({ nameScore: 0, score: 0, parts: [], level: 'none' }))
  it('thresholds may be others', () =>
    expect(scoreParty(person(name), person('Anatoly Maliniwska'), { alert: 0.99, urgent: 1 }).level).toBe('none'))

  it('an entry of a watch list is a party', () => {
    const fits: Pick<Entry, keyof Party> extends Party ? true : never = true
    expect(fits).toBe(true)
  })
})
