import { describe, expect, it } from 'vitest'
import { isFrWorking } from '#src/kernel/holidays.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { isIban, isSiret, isTolerantRna } from '#src/kernel/identifiers.ts'
import { companyProblems, normaliseCompany } from '#src/dossiers/company.ts'
import { legalForms } from '#src/dossiers/legalForm.ts'
import { normalisePerson, personProblems } from '#src/dossiers/person.ts'
import { partsOf } from '#src/demo/cast/cast.ts'
import { companyAhead } from '#src/demo/cast/people.ts'
import { memberOf, type Member } from '#src/demo/cast/members.ts'
import { deskTime, shopTime } from '#src/demo/hours.ts'
import { dice } from '#src/demo/pieces/seed.ts'
import { aloneAt, openTimeline, type Story } from '#src/demo/timeline.ts'

const at = (hour: number): Date => new Date(Date.UTC(2026, 2, 2, hour))

describe('the timeline', () => {
  it('lives what comes first first, whosever story it is; on one instant, who has waited longest', async () => {
    const timeline = openTimeline(at(0), at(23))
    const lived: string[] = []
    async function* story(name: string, hours: number[]): Story {
      for (const hour of hours) {
        yield at(hour)
        lived.push(`${name} ${timeline.now().getUTCHours()}`)
      }
    }
    timeline.tell(story('a', [1, 5, 9]))
    timeline.tell(story('b', [2, 3, 12]))
    timeline.tell(story('c', [5]))
    await timeline.run()
    expect(lived).toEqual(['a 1', 'b 2', 'b 3', 'c 5', 'a 5', 'a 9', 'b 12'])
  })

  it('takes in stories that begin on the way, and leaves untold what would come after the end', async () => {
    const timeline = openTimeline(at(0), at(10))
    const lived: string[] = []
    async function* second(): Story {
      yield at(4)
      lived.push('second')
    }
    async function* first(): Story {
      yield at(3)
      timeline.tell(second())
      yield at(6)
      lived.push('first')
      yield at(11)
      lived.push('never')
    }
    timeline.tell(first())
    await timeline.run()
    expect(lived).toEqual(['second', 'first'])
  })

  it('never goes back', async () => {
    const timeline = openTimeline(at(0), at(10))
    async function* backwards(): Story {
      yield at(3)
      yield at(2)
    }
    timeline.tell(backwards())
    await expect(timeline.run()).rejects.toThrow('goes back in time')
  })
})

describe('lives side by side', () => {
  const turn = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
  const hourOf = (one: Date): number => one.getUTCHours()

  it('keep each its own clock and its own order, however long a step of another takes', async () => {
    const timeline = openTimeline(at(0), at(23), 3)
    const lived: string[] = []
    async function* story(name: string, hours: number[], ms: number): Story {
      for (const hour of hours) {
        yield at(hour)
        const began = hourOf(timeline.now())
        await turn(ms)
        lived.push(`${name} ${began} ${hourOf(timeline.now())}`)
      }
    }
    timeline.tell(story('slow', [1, 6], 25))
    timeline.tell(story('quick', [2, 3, 4], 1))
    await timeline.run()
    expect(lived.filter((one) => one.startsWith('quick'))).toEqual(['quick 2 2', 'quick 3 3', 'quick 4 4'])
    expect(lived.filter((one) => one.startsWith('slow'))).toEqual(['slow 1 1', 'slow 6 6'])
    expect(lived.indexOf('quick 3 3')).toBeLessThan(lived.indexOf('slow 1 1'))
  })

  it('never more than were allowed, and nobody beside who lives alone: all before him is done, nothing after has begun', async () => {
    const timeline = openTimeline(at(0), at(23), 2)
    const lived: string[] = []
    let inHand = 0
    let most = 0
    async function* story(hours: number[]): Story {
      for (const hour of hours) {
        yield at(hour)
        most = Math.max(most, ++inHand)
        await turn(hour % 3)
        inHand--
        lived.push(String(hour))
      }
    }
    async function* watchman(): Story {
      yield aloneAt(at(8))
      expect(inHand).toBe(0)
      expect(lived.map(Number).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7])
      await turn(5)
      expect(inHand).toBe(0)
      lived.push('watched')
    }
    timeline.tell(watchman())
    for (const hours of [[1, 4, 7, 10], [2, 5, 9], [3, 6, 11]]) timeline.tell(story(hours))
    await timeline.run()
    expect(most).toBe(2)
    expect(lived.slice(7, 8)).toEqual(['watched'])
    expect(lived).toHaveLength(11)
  })

  it('where one fails, the others finish what they have in hand before it is told', async () => {
    const timeline = openTimeline(at(0), at(23), 2)
    let isDone = false
    async function* failing(): Story {
      yield at(1)
      throw new Error('fell')
    }
    async function* slow(): Story {
      yield at(1)
      await turn(20)
      isDone = true
      yield at(2)
      throw new Error('never reached')
    }
    timeline.tell(slow())
    timeline.tell(failing())
    await expect(timeline.run()).rejects.toThrow('fell')
    expect(isDone).toBe(true)
  })
})

describe('hours', () => {
  const parisHour = (one: Date): number =>
    Number(new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', hour: '2-digit', hourCycle: 'h23' }).format(one))

  it('are those of an office for us, and of a shop for merchants, on the day that was asked, across both changes of the clock', () => {
    const roll = dice(3)
    for (const day of ['2026-03-29', '2026-03-30', '2026-10-25', '2026-10-26', '2026-05-01', '2026-12-24']) {
      const [ours, theirs] = [deskTime(day, roll), shopTime(day, roll)]
      expect([parisDay(ours), parisDay(theirs)]).toEqual([day, day])
      expect(parisHour(ours)).toBeGreaterThanOrEqual(9)
      expect(parisHour(ours)).toBeLessThan(isFrWorking(day) ? 17.1 : 12)
      expect(parisHour(theirs)).toBeGreaterThanOrEqual(8)
      expect(parisHour(theirs)).toBeLessThan(21)
    }
  })
})

const cast = (count: number, seed = 1): Member[] => {
  const taken = new Set<string>()
  return partsOf(count).map((part, place) => memberOf(part, place, seed, '2026-11-22', taken))
}
/** Without the dice, which stand where the drawing left them. */
const told = ({ roll: _, ...member }: Member) => member

describe('the cast', () => {
  it('has every legal form among sixty, and says nothing that a form would refuse', () => {
    const members = cast(300)
    expect(new Set(members.slice(0, 60).map(({ part }) => part.form))).toEqual(new Set(legalForms))
    for (const { company, players, account } of members) {
      expect(companyProblems(normaliseCompany(company))).toEqual({})
      expect(company.siret === '' ? isTolerantRna(company.rna) : isSiret(company.siret)).toBe(true)
      expect(isIban(account.iban)).toBe(true)
      for (const { says } of players) {
        const setting = { form: company.legalForm, today: '2025-09-20', companyIds: [companyAhead] }
        expect(personProblems(normalisePerson(says, company.legalForm), setting)).toEqual({})
      }
    }
  })

  it('is the same for the same seed, another for another, and grows without changing who was there', () => {
    expect(cast(60).map(told)).toEqual(cast(60).map(told))
    expect(cast(90).slice(0, 60).map(told)).toEqual(cast(60).map(told))
    expect(cast(60, 2).map(({ company }) => company.name)).not.toEqual(cast(60).map(({ company }) => company.name))
  })

  it('gives no name, address or number twice', () => {
    const members = cast(400)
    for (
      const 
        of of[({ email }: Member) => email, ({ account }: Member) => account.iban, ({ company }: Member) => company.siret || company.rna]
    ) {
      expect(new Set(members.map(of)).size).toBe(members.length)
    }
  })
})
