import { randomUUID } from 'node:crypto'
import { system, type Actor, type MerchantActor, type StaffActor } from '#src/kernel/actor.ts'
import { parisDay, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import type { Role } from '#src/kernel/permissions.ts'
import { stopwatch } from '#src/platform/clock.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { probeDocument } from '#src/platform/ocr.ts'
import type { WritableDb } from '#src/platform/db.ts'
import { hashPassword } from '#src/platform/password.ts'
import { addStaff } from '#src/staff/addStaff.ts'
import type { Member } from './cast/members.ts'
import { daysBefore } from './hours.ts'
import { demoStaff, merchantPassword, staffPassword } from './demoStaff.ts'
import { openMill, type Mill, type SentFile } from './pieceMill.ts'
import { oneOf, type Dice } from './pieces/seed.ts'
import type { Fault } from './cast/faults.ts'
import { openTimeline, type Timeline } from './timeline.ts'

export type Team = Record<Role, StaffActor[]>

/** Everything a story needs to happen: the clock, the house's hands, the maker of pieces. */
export type World = {
  timeline: Timeline
  db: WritableDb
  /** The Paris day on which the portfolio is looked at. */
  today: Day
  /** The day that many days ago. */
  ago: (days: number) => Day
  team: Team
  mill: Mill
  /** The program's own context, at the instant that is being lived. */
  ctx: (actor: Actor) => Ctx
  /** Of the one password that all merchants of the demo share. */
  passwordHash: string
  /** Milliseconds spent, by what they were spent on. */
  spent: Map<string, number>
  /** Whether anything happened that is not sealed yet. */
  hasNews: boolean
  hasRequests: boolean
}

/** A piece that was sent, by the id of its document. */
export type Sent = { fault: Fault | null }

/** A merchant from the day he signs up: the member, and what the program made of him. */
export type Case = {
  member: Member
  roll: Dice
  merchantId: string
  dossierId: string
  user: MerchantActor
  /** Ids of his people, in the order of the member's players. */
  personIds: string[]
  sent: Map<string, Sent>
  /** Made ahead, by the line of the checklist they answer. */
  files: Map<string, Promise<SentFile & Sent>>
  replies: Map<string, Promise<SentFile & Sent>>
  /** Lines that a letter asked for. */
  asked: string[]
  analyst: StaffActor
  officer: StaffActor
}

/**
 * The whole portfolio is one transaction: a start that is cut short leaves nothing behind, and the next one begins anew. Each use case
 * still is a unit of its own: it must leave its event, and rings its bells when it is done.
 */
const contextOf = (world: Pick<World, 'timeline' | 'db'>, actor: Actor): Ctx => ({
  actor,
  now: world.timeline.now(),
  requestId: randomUUID(),
  db: world.db,
  begin: (work) => work(world.db),
  afterCommit: (work) => void work(),
})

/** Does it, and notes how long it took. */
export const timed = async <T>({ spent }: World, what: string, work: () => Promise<T>): Promise<T> => {
  const lap = stopwatch()
  try {
    return await work()
  } finally {
    spent.set(what, (spent.get(what) ?? 0) + lap())
  }
}

/** They share one connection: while the server answers one, the next is already asked for. */
const livesAtOnce = 6

const noTeam = (): Team => ({ analyst: [], agent: [], officer: [], auditor: [], administrator: [] })

const hireOne = async (world: World, { email, name, role, totpSecret }: (typeof demoStaff)[number]): Promise<[Role, StaffActor]> => {
  const ctx = world.ctx(system('demo'))
  const facts = { email, name, roles: [role], lang: 'fr' as const, password: staffPassword, mustChangePassword: false, totpSecret }
  const { id } = await addStaff(ctx, facts)
  return [role, { kind: 'staff', id, name, roles: [role] }]
}

/** Hashing nine passwords keeps both cores busy; they come to us in the order of the list. */
const hire = async (world: World): Promise<void> => {
  const people = await Promise.all(demoStaff.map((one) => hireOne(world, one)))
  for (const [role, actor] of people) world.team[role].push(actor)
}

/** The child that looks into what is sent takes a second to start: it is called while the first account is made. */
export const wakeLooker = (): void => void probeDocument({ bytes: Buffer.from('%PDF-'), type: 'pdf' }).catch(() => {})

/** The house as it was when its first merchant came, and the staff who have been there since. */
export const openWorld = async (
  db: WritableDb,
  { now, startsOn, mill = openMill() }: { now: Date; startsOn: Day; mill?: Mill | undefined },
): Promise<World> => {
  const timeline = openTimeline(startOfParisDay(startsOn), now, livesAtOnce)
  const today = parisDay(now)
  const world: World = {
    timeline,
    db,
    today,
    ago: (days) => daysBefore(today, days),
    team: noTeam(),
    mill,
    passwordHash: '',
    spent: new Map(),
    hasNews: false,
    hasRequests: false,
    ctx: (actor) => {
      world.hasNews = true
      return contextOf(world, actor)
    },
  }
  wakeLooker()
  const [passwordHash] = await Promise.all([hashPassword(merchantPassword), hire(world)])
  return Object.assign(world, { passwordHash })
}

const nobody: MerchantActor = { kind: 'merchant', id: '', merchantId: '', name: '' }

export const openCase = (world: World, member: Member): Case => ({
  member,
  roll: member.roll,
  merchantId: '',
  dossierId: '',
  user: nobody,
  personIds: [],
  sent: new Map(),
  files: new Map(),
  replies: new Map(),
  asked: [],
  analyst: oneOf(member.roll, world.team.analyst),
  officer: oneOf(member.roll, world.team.officer),
})

/** A colleague of the same role: who takes over, or is the second person. */
export const colleagueOf = (world: World, { id, roles: [role] }: StaffActor): StaffActor => {
  const others = world.team[role as Role].filter((one) => one.id !== id)
  return others[0] as StaffActor
}
