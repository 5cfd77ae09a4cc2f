import { sql } from 'kysely'
import type { StaffActor } from '#src/kernel/actor.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { demoStaff, type DemoStaff } from './demoStaff.ts'

/** Those of the demo's people who are still here and may come in. */
export const findDemoStaff = async (db: ReadDb): Promise<DemoStaff[]> => {
  const emails = demoStaff.map(({ email }) => email)
  const rows = await db.selectFrom('staff').select('email').where('state', '=', 'active').where('email', 'in', emails).execute()
  const here = new Set(rows.map(({ email }) => email))
  return demoStaff.filter(({ email }) => here.has(email))
}

/** The same, as those who act, in the order of the list. */
export const findDemoTeam = async (db: ReadDb): Promise<StaffActor[]> => {
  const rows = await db
    .selectFrom('staff')
    .select(['id', 'name', 'email'])
    .where('state', '=', 'active')
    .where('email', 'in', demoStaff.map(({ email }) => email))
    .execute()
  return demoStaff.flatMap(({ email, role }) =>
    rows.filter((row) => row.email === email).map(({ id, name }): StaffActor => ({ kind: 'staff', id, name, roles: [role] }))
  )
}

/** An agent of the demo, who works on what the trade leaves him. */
export const findDemoAgent = async (db: ReadDb): Promise<StaffActor | null> =>
  (await findDemoTeam(db)).find(({ roles }) => roles.includes('agent')) ?? null

/** What a login shows: one merchant for each, the most telling first. */
export const exampleKinds = ['validated', 'asked', 'draft', 'with_us', 'deactivated', 'suspended', 'rejected'] as const
export type ExampleKind = (typeof exampleKinds)[number]
export type Example = { kind: ExampleKind; merchantId: string; name: string; email: string }

/** Of those who were asked for pieces, the one with the least time left; of the others, the last who came. */
export const findExamples = async (db: ReadDb): Promise<Example[]> => {
  const { rows } = await sql<Example>`
    with stood as (
      select m.id, m.name, u.email, r.due_at,
        case when m.state in ('deactivated', 'suspended', 'rejected', 'validated') and r.id is null then m.state::text
             when m.state = 'onboarding' and d.state = 'awaiting_documents' and r.state = 'open' then 'asked'
             when m.state = 'onboarding' and d.state = 'draft' and m.name <> '' then 'draft'
             when m.state = 'onboarding' and d.state = 'submitted' then 'with_us' end as kind
      from merchants m
      join dossiers d on d.merchant_id = m.id
      join merchant_users u on u.merchant_id = m.id and u.activated_at is not null and u.removed_at is null and u.email like '%.example'
      left join document_requests r on r.dossier_id = d.id and r.closed_at is null
    )
    select distinct on (kind) kind, id as "merchantId", name, email from stood where kind is not null
    order by kind, due_at, id desc`
    .execute(db as never)
  return exampleKinds.flatMap((kind) => rows.filter((row) => row.kind === kind))
}
