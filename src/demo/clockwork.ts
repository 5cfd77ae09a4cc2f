import { jobs } from '#jobs/index.ts'
import { system } from '#src/kernel/actor.ts'
import { addDays, parisDay, parisTime, type Day } from '#src/kernel/calendar.ts'
import { hangBell } from '#src/platform/bell.ts'
import { aloneAt, type Story } from './timeline.ts'
import { timed, type World } from './world.ts'

/** The real jobs, at the hours of their real schedules; a row that fails stops the portfolio, for nothing in it may be left half done. */
const runJob = async (world: World, name: string, now = world.timeline.now()): Promise<void> => {
  const hadNews = world.hasNews
  const { done, failed, touched } = await timed(world, 'jobs', () => (jobs[name] ?? missing(name)).run({ ...world.ctx(system(name)), now }))
  world.hasNews = hadNews || done > 0
  if (failed > 0) throw new Error(`${name} failed on ${touched.find(({ outcome }) => outcome === 'failed')?.detail}`)
}

const missing = (name: string): never => {
  throw new Error(`no job is called ${name}`)
}

/** Letters leave half a minute after they were written, as when the bell rings; several written together leave together. */
const letterLag = 25_000

async function* deliver(world: World, leaving: Set<number>, at: number): Story {
  yield aloneAt(new Date(at))
  leaving.delete(at)
  await runJob(world, 'deliver-mails')
}

/** The program rings its own bells; of those, only letters belong to the past. Pieces are read once the doors are open. */
export const hangBells = (world: World): () => void => {
  const leaving = new Set<number>()
  hangBell(async (name) => {
    const now = world.timeline.now().getTime()
    const due = now + letterLag
    if (name !== 'deliver-mails' || [...leaving].some((at) => at >= now && at <= due)) return
    leaving.add(due)
    world.timeline.tell(deliver(world, leaving, due))
  })
  return () => hangBell(null)
}

/** Deactivations at two minutes past midnight, sealing soon after, reminders at five past nine. */
async function* everyDay(world: World, from: Day): Story {
  for (let day = from; day <= world.today; day = addDays(day, 1)) {
    yield aloneAt(parisTime(day, '00:02'))
    if (world.hasRequests) await runJob(world, 'deactivate-overdue-merchants')
    yield aloneAt(parisTime(day, '00:10'))
    if (world.hasNews) await runJob(world, 'seal-audit-trail')
    world.hasNews = false
    yield aloneAt(parisTime(day, '09:05'))
    if (world.hasRequests) await runJob(world, 'send-clock-reminders')
  }
}

export const windUp = (world: World): void => world.timeline.tell(everyDay(world, addDays(parisDay(world.timeline.now()), 1)))

/** What came after the last night: the program seals it two minutes after it is written, and so does whoever builds in its place. */
export const sealTheRest = (world: World, now: Date): Promise<void> => runJob(world, 'seal-audit-trail', now)

/** A file that its owner left lying: the lock falls after thirty idle minutes, at the next five. */
export const releaseIdle = (world: World): Promise<void> => runJob(world, 'release-idle-reviews')
