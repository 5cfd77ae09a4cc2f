import { parisDay, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { partsOf } from './cast/cast.ts'
import { memberOf } from './cast/members.ts'
import { demoStaff } from './demoStaff.ts'
import { daysBefore } from './hours.ts'
import { openMill, type Mill, type SentFile } from './pieceMill.ts'
import { stories } from './stories/index.ts'
import { openCase, wakeLooker, type Team, type World } from './world.ts'

/**
 * A first start waits two seconds for its database. Meanwhile each life is begun with nobody there, as far as the pieces it will want: they
 * are made by the time it is lived.
 */
type Asked = { merchants: number; seed: number; now: Date; startsOn: Day }
type Rehearsed = Asked & { mill: Mill }

/** What was ordered in the rehearsal is not ordered again: the same facts make the same piece. */
const remembering = (mill: Mill): Mill => {
  const made = new Map<string, Promise<SentFile>>()
  return {
    close: mill.close,
    order: (input, neededAt) => {
      const key = JSON.stringify(input)
      const known = made.get(key) ?? mill.order(input, neededAt)
      made.set(key, known)
      return known
    },
  }
}

/** As many of each role as there will be: dice choose among them, and must fall alike. */
const standIns = (): Team => {
  const team: Team = { analyst: [], agent: [], officer: [], auditor: [], administrator: [] }
  for (const { name, role, email } of demoStaff) team[role].push({ kind: 'staff', id: email, name, roles: [role] } satisfies StaffActor)
  return team
}

const stage = ({ now, startsOn }: Asked, mill: Mill): World => {
  const today = parisDay(now)
  const begin = startOfParisDay(startsOn)
  // a life that is told here goes to where it would first wait, and is left there
  const tell: World['timeline']['tell'] = (story) => void story.next().then(() => story.return?.(undefined), () => {})
  return {
    timeline: { now: () => begin, end: now, tell, run: async () => {} },
    today,
    ago: (days) => daysBefore(today, days),
    team: standIns(),
    mill,
    passwordHash: '',
    spent: new Map(),
    hasNews: false,
    hasRequests: false,
    get db(): never {
      throw new Error('nothing is written in a rehearsal')
    },
    ctx: () => {
      throw new Error('nobody acts in a rehearsal')
    },
  }
}

let rehearsed: Rehearsed | null = null

/**
 * Begins to make what a portfolio of that size and seed will want, looked at at that instant. Nothing is waited for, and nothing goes wrong
 * for it: what was not made ahead is made when it is wanted.
 */
export const rehearse = (asked: Asked): void => {
  const mill = remembering(openMill())
  rehearsed = { ...asked, mill }
  const world = stage(asked, mill)
  wakeLooker()
  const taken = new Set<string>()
  for (const [place, part] of partsOf(asked.merchants).entries()) {
    const one = openCase(world, memberOf(part, place, asked.seed, world.today, taken))
    world.timeline.tell(stories[part.story](world, one))
  }
}

/** The rehearsal's maker of pieces and its instant, once, for the portfolio it was for; null where there was none. */
export const takeRehearsal = ({ merchants, seed }: Pick<Asked, 'merchants' | 'seed'>): Pick<Rehearsed, 'mill' | 'now'> | null => {
  const found = rehearsed?.merchants === merchants && rehearsed.seed === seed ? rehearsed : null
  if (found) rehearsed = null
  return found
}
