import { sql } from 'kysely'
import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { stopwatch, wallClock } from '#src/platform/clock.ts'
import type { Database, OpenedDatabase, WritableDb } from '#src/platform/db.ts'
import { ConfigFault } from '#src/platform/config.ts'
import { keepingLetters } from '#src/platform/mail.ts'
import { inOneStream } from '#src/platform/streamed.ts'
import type { Mill } from './pieceMill.ts'
import { takeRehearsal } from './rehearsal.ts'
import { partsOf } from './cast/cast.ts'
import { memberOf } from './cast/members.ts'
import { draftOne, nameCircle } from './circle.ts'
import { hangBells, sealTheRest, windUp } from './clockwork.ts'
import { daysBefore } from './hours.ts'
import { screenPortfolio } from './screening.ts'
import { importSamples } from './watchlists.ts'
import { stories } from './stories/index.ts'
import { openCase, openWorld, type World } from './world.ts'

export type PortfolioFacts = {
  merchants: number
  /** Same seed, same portfolio: who, in which state, since how many days. Ids and keys are drawn anew. */
  seed: number
  /** The instant the portfolio is to be looked at; the wall clock's where absent. */
  now?: Date
  say: (line: string) => void
}

/** Fourteen months, and the days before the oldest file in which it was filled in. */
const depthInDays = 428
/** The day of the first of them, for a portfolio that is looked at then. */
export const startOf = (now: Date): Day => daysBefore(parisDay(now), depthInDays)
/** One transaction holds all of it, and a lock for each address. */
const mostMerchants = 5_000

const mustBeTrial = ({ merchants }: PortfolioFacts): void => {
  if (process.env['NODE_ENV'] === 'production')
    throw new ConfigFault('a demo has logins that everybody knows: NODE_ENV=production builds none')
  if (merchants > mostMerchants) throw new ConfigFault(`--merchants: at most ${mostMerchants}`)
}

const mustBeEmpty = async (db: WritableDb): Promise<void> => {
  const staff = await db.selectFrom('staff').select('id').limit(1).execute()
  const merchants = await db.selectFrom('merchants').select('id').limit(1).execute()
  if (staff.length + merchants.length === 0) return
  throw new ConfigFault('this database already holds staff or merchants: a demo portfolio is built into an empty one only')
}

const tellAll = (world: World, { merchants, seed }: PortfolioFacts): void => {
  const taken = new Set<string>()
  for (const [place, part] of partsOf(merchants).entries()) {
    const one = openCase(world, memberOf(part, place, seed, world.today, taken))
    world.timeline.tell(stories[part.story](world, one))
  }
}

const live = async (
  db: WritableDb,
  facts: PortfolioFacts,
  at: { now: Date; startsOn: Day; mill?: Mill | undefined },
): Promise<Map<string, number>> => {
  await mustBeEmpty(db)
  const world = await openWorld(db, at)
  const takeDown = hangBells(world)
  try {
    tellAll(world, facts)
    world.timeline.tell(nameCircle(world))
    windUp(world)
    await world.timeline.run()
    await importSamples(world, at.now)
    await screenPortfolio(world, at.now)
    await draftOne(world)
    await sealTheRest(world, at.now)
    return world.spent
  } finally {
    takeDown()
    world.mill.close()
  }
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(1)

const count = async (db: Database): Promise<string> => {
  const { rows } = await sql<{ merchants: number; documents: number; events: number }>`
    select (select count(*)::int from merchants) as merchants, (select count(*)::int from documents) as documents,
           (select count(*)::int from audit_events) as events`
    .execute(db)
  const [found] = rows
  return `${found?.merchants} merchants, ${found?.documents} documents, ${found?.events} events of history`
}

/**
 * A portfolio of merchants who lived here for up to fourteen months, each thing done by the use case that does it, at its time: each life
 * in its own order, several side by side as in any house, and the nightly jobs between the days of all of them. All or nothing: it is one
 * transaction. Refuses a database that holds staff or merchants.
 */
export const buildPortfolio = async (database: Pick<OpenedDatabase, 'db' | 'pool'>, facts: PortfolioFacts): Promise<void> => {
  mustBeTrial(facts)
  const rehearsal = takeRehearsal(facts)
  const now = facts.now ?? rehearsal?.now ?? wallClock()
  const lap = stopwatch()
  const spent = await keepingLetters(() =>
    inOneStream(database, (trx) => live(trx, facts, { now, startsOn: startOf(now), mill: rehearsal?.mill }))
  )
  facts.say(`${await count(database.db)}, in ${seconds(lap())} s (${[...spent].map(([what, ms]) => `${what} ${seconds(ms)}`).join(', ')})`)
}
