import { sql, type RawBuilder } from 'kysely'
import { dictionary } from '#src/kernel/dictionary.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { JsonObject, JsonValue } from '#src/platform/db.types.ts'
import type { Finding } from './finding.ts'

/** What the history says of each order to keep, and of each version of a policy that was proposed: id → what it ought to be. */
export type Duties = { holds: Map<string, Hold>; policies: Map<string, Policy> }
type Hold = { scope: JsonValue; ground: JsonValue; isLifted: boolean }
type Policy = { length: JsonValue; unit: JsonValue; validFrom: JsonValue; state: 'proposed' | 'signed' | 'declined' }

export const noDuties = (): Duties => ({ holds: new Map(), policies: new Map() })

type Said = { event: string; subjectId: string; data: JsonValue }

const steps: Readonly<Record<string, (duties: Duties, id: string, data: JsonObject) => void>> = dictionary({
  'legal_hold.ordered': ({ holds }, id, { scope, ground }) => void holds.set(id, { scope: scope!, ground: ground!, isLifted: false }),
  'legal_hold.lifted': ({ holds }, id) => void holds.set(id, { ...holds.get(id)!, isLifted: true }),
  'retention_policy.proposed': ({ policies }, id, { length, unit, validFrom }) =>
    void policies.set(id, { length: length!, unit: unit!, validFrom: validFrom!, state: 'proposed' }),
  'retention_policy.signed': ({ policies }, id, { validFrom }) =>
    void policies.set(id, { ...policies.get(id)!, validFrom: validFrom!, state: 'signed' }),
  'retention_policy.declined': ({ policies }, id) => void policies.set(id, { ...policies.get(id)!, state: 'declined' }),
})

/** In the order in which they were recorded. */
export const noteDuties = (duties: Duties, events: readonly Said[]): void => {
  for (const { event, subjectId, data } of events)
    steps[event]?.(duties, subjectId, data as JsonObject)
}

type HoldRow = Hold & { id: string }
type PolicyRow = Policy & { id: string }

const isSame = <Row extends object>(row: Row, said: Partial<Row>): boolean =>
  (Object.keys(said) as (keyof Row)[]).every((name) => row[name] === said[name])

const compare = <Row extends { id: string }>(rows: readonly Row[], said: ReadonlyMap<string, Omit<Row, 'id'>>): Finding[] => {
  const there = new Map(rows.map((row) => [row.id, row]))
  return [
    ...[...said.keys()].filter((id) => !there.has(id)).map((row): Finding => ({ code: 'row_missing', row })),
    ...rows.filter(({ id }) => !said.has(id)).map(({ id: row }): Finding => ({ code: 'row_unrecorded', row })),
    ...rows.filter((row) => said.has(row.id) && !isSame(row as object, said.get(row.id)!)).map(({ id: row }): Finding => ({
      code: 'row_changed',
      row,
    })),
  ]
}

const idOf = (finding: Finding): string => (finding as { row: string }).row

type Again<Row> = { id: string; row: Row | null; events: Said[] }

/**
 * What does not fit is looked at once more, rows and events of one instant: an order may have been given, or lifted, since its events were
 * walked. `register`: where they are recorded.
 */
const lookAgain = async <Row extends { id: string }>(db: ReadDb, found: readonly Finding[], { rows, register, said }: {
  rows: RawBuilder<unknown>
  register: 'audit_events' | 'closed_events'
  said: (duties: Duties) => ReadonlyMap<string, Omit<Row, 'id'>>
}): Promise<Finding[]> => {
  if (found.length === 0) return []
  const number = sql.ref(register === 'audit_events' ? 'e.id' : 'e.number')
  const { rows: again } = await sql<Again<Row>>`select asked.id, to_jsonb(r) as row, coalesce((select jsonb_agg(jsonb_build_object('event', e.event, 'subjectId', e.subject_id, 'data', e.data::jsonb) order by ${number})
      from ${sql.table(register)} e where e.subject_id = asked.id), '[]') as events
    from unnest(${found.map(idOf)}::text[]) asked (id) left join (${rows}) r on r.id = asked.id order by asked.id`
    .execute(db)
  const duties = noDuties()
  noteDuties(duties, again.flatMap(({ events }) => events))
  return compare(again.flatMap(({ row }) => row ?? []), said(duties))
}

/**
 * The orders as they stand against what was recorded of them. `secret`: those whose events are in the register of the closed compartment,
 * or all others.
 */
export const checkHolds = async (db: ReadDb, { holds }: Pick<Duties, 'holds'>, { secret }: { secret: boolean }): Promise<Finding[]> => {
  const rows = sql<HoldRow>`select id, scope::text, ground::text, lifted_at is not null as "isLifted" from legal_holds where (ground = 'opposition') = ${secret} order by id`
  const found = compare((await rows.execute(db)).rows, holds)
  return lookAgain<HoldRow>(db, found, { rows, register: secret ? 'closed_events' : 'audit_events', said: (duties) => duties.holds })
}

/** The versions that people proposed; those the institution began with were never recorded. */
export const checkPolicies = async (db: ReadDb, { policies }: Pick<Duties, 'policies'>): Promise<Finding[]> => {
  const rows = sql<PolicyRow>`select id, length, unit::text, valid_from::text as "validFrom", state::text from retention_policies where proposed_by is not null order by id`
  const found = compare((await rows.execute(db)).rows, policies)
  return lookAgain<PolicyRow>(db, found, { rows, register: 'audit_events', said: (duties) => duties.policies })
}
