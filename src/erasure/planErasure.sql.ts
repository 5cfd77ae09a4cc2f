import { sql, type RawBuilder } from 'kysely'
import { addDays, parisDay, startOfParisDay } from '#src/kernel/calendar.ts'
import { listUnusedPayers } from '#src/payers/payers.sql.ts'
import { paths } from '#src/personalData/reach.sql.ts'
import { subjectsOf, type Subjects } from '#src/personalData/subject.ts'
import { withheldCategories } from '#src/personalData/columns.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { isHeldOpenly } from '#src/retention/openHolds.sql.ts'
import { countOfPerson, type PersonReach } from '#src/retention/personErasure.sql.ts'
import { endOf, policyOn, type Category, type Policy } from '#src/retention/policy.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import { findPurger } from '#src/purgers/purgers.sql.ts'
import { countPersonal, hasLettersOfRequests, listOrigins, listOwnEnds, type OwnEnd } from './findPersonal.sql.ts'
import { lastOutOfUse, lineOf, mayGoEarly, planOf, type Found, type Plan } from './plan.ts'

const tables = { paym: 'payments', sess: 'sessions', mail: 'mails' } as const
const isOfPersons = (kind: string): kind is keyof typeof tables => kind in tables
const rowsOf = (kind: keyof typeof tables, subjects: Subjects): RawBuilder<unknown> =>
  sql`select t.id from ${sql.table(tables[kind])} t where ${paths[tables[kind]]!.of(subjects)}`

/** How a category of a person is erased by the statement that purges it; null where none does, or where the law wants it kept. */
export const reachOfPerson = (policy: Policy, subjects: Subjects, now: Date): PersonReach | null => {
  const purger = findPurger(policy.category)
  if (!purger || !isOfPersons(purger.kind) || withheldCategories.includes(policy.category) || !mayGoEarly(policy, true)) return null
  const out = lastOutOfUse(policy, parisDay(now))
  const before = out === parisDay(now) ? new Date(now.getTime() + 1) : startOfParisDay(addDays(out, 1))
  return { purger, rows: rowsOf(purger.kind, subjects), before, at: now }
}

/** A payer who never paid is under no law; all of him goes. */
const unusedPayers = async (db: ReadDb, subjects: Subjects): Promise<Pick<Found, 'goes' | 'held' | 'grounds'>> => {
  const ids = await listUnusedPayers(db, subjects.payer)
  const grounds = await Promise.all(ids.map((id) => isHeldOpenly(db, id)))
  const held = grounds.filter((one) => one.length > 0)
  return { goes: ids.length - held.length, held: held.length, grounds: [...new Set(held.flat())] }
}

const nothing = { goes: 0, held: 0, kept: 0, grounds: [] }

const foundOf = async (
  db: ReadDb,
  policy: Policy,
  subjects: Subjects,
  { now, ...found }: Pick<Found, 'records' | 'origins' | 'ends'> & { now: Date },
): Promise<Found> => {
  const { category } = policy
  const reach = reachOfPerson(policy, subjects, now)
  const counts = reach
    ? await countOfPerson(db, reach)
    : category === 'payment'
    ? { ...nothing, ...(await unusedPayers(db, subjects)) }
    : nothing
  return { category, ...found, ...counts, isErasable: reach !== null }
}

type Origins = Awaited<ReturnType<typeof listOrigins>>

/**
 * What goes with something else that ends later: a payment with its dispute, which keeps it (`payments.sql.ts`); a letter about a request
 * with that request.
 */
const endsWith = (policyOf: (category: Category) => Policy, origins: Origins, hasLetters: boolean): OwnEnd[] => {
  const endsOf = (category: Category, of: Category): OwnEnd[] =>
    origins.filter((one) => one.category === category).map(({ origin }) => ({
      category: of,
      on: origin && endOf(policyOf(category), origin),
    }))
  return [...endsOf('dispute_file', 'payment'), ...(hasLetters ? endsOf('rights_request', 'notice') : [])]
}

/**
 * What may go of these rows at this instant and what stays, on which ground, until when: from the map of personal data, the policies in
 * force, the holds, and what the purgers say of each row.
 */
export const planErasure = async (db: ReadDb, subjectIds: readonly string[], now: Date): Promise<Plan> => {
  const [day, subjects] = [parisDay(now), subjectsOf(subjectIds)]
  const [signed, counted, origins] = [await listSigned(db), await countPersonal(db, subjects), await listOrigins(db, subjects, day)]
  const policyOf = (category: Category): Policy => policyOn(signed, category, day)
  const ends = [...(await listOwnEnds(db, subjects)), ...endsWith(policyOf, origins, await hasLettersOfRequests(db, subjects))]
  const lines = []
  for (const { category, records } of counted) {
    const found = {
      records,
      origins: origins.filter((one) => one.category === category).map(({ origin }) => origin),
      ends: ends.filter((one) => one.category === category).map(({ on }) => on),
      now,
    }
    lines.push(lineOf(policyOf(category), await foundOf(db, policyOf(category), subjects, found)))
  }
  return planOf(day, lines)
}
