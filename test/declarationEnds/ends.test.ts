import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { verifyClosedRegister } from '#src/audit/verifyClosedRegister.ts'
import { carryOutEnd, declineEnd, hashOfLines, openEndCertificate, proposeEnd, readOver } from '#src/declarationEnds/endDeclarations.ts'
import { countToConclude, searchConclusions } from '#src/conclusions/conclusions.sql.ts'
import { newConclusionKey, sealReasoning } from '#src/conclusions/reasoning.ts'
import { newDeclarationKey, sealContent } from '#src/declarations/sealed.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit } from '#src/platform/ctx.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { getFile, putFile } from '#src/platform/storage.ts'
import { orderLegalHold } from '#src/retention/orderLegalHold.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openAccount } from '#test/support/merchant.ts'

/** The end of declarations: to the day, by two people of the circle, and without a trace outside. */
let house: House
let declarant: StaffActor
let correspondent: StaffActor
let controller: StaffActor
let outsider: StaffActor

/** As whatever made them would have: what stands without its event is found. */
const recorded = (subject: string, events: readonly string[], data: { pieceId: string } | { round: number }): Promise<void> =>
  unit(house.ctx(correspondent), async (tx) => {
    for (const event of events) await recordClosed(tx, event, { subject, data })
  })

type Said = { filedOn: Day | null; endedOn?: Day | null; amends?: string | null; state?: string; merchantId?: string }
const declaration = async (
  { filedOn, endedOn = '2020-01-01', amends = null, state = filedOn ? 'acknowledged' : 'draft', merchantId }: Said,
): Promise<string> => {
  const id = newId('decl', house.now())
  const merchant = merchantId ?? (await openAccount(house)).merchantId
  if (!merchantId) await sql`update merchants set state = 'closed', ended_on = ${endedOn} where id = ${merchant}`.execute(house.db)
  const key = newDeclarationKey(id)
  const content = sealContent({ id, wrapped_key: key }, { said: [] } as never)
  const at = filedOn ? `${filedOn}T10:00:00Z` : null
  await sql`insert into closed_declarations (id, merchant_id, amends_id, state, suspected_at, drafted_by, drafted_at, written_by, approved_by, approved_at, filed_by, filed_at, reference, acknowledged_at, receipt, wrapped_key, content)
    values (${id}, ${merchant}, ${amends}, ${state}, '2019-01-01', ${correspondent.id}, '2019-01-01', ${[correspondent.id]}, ${filedOn && declarant.id}, ${at}, ${filedOn && declarant.id}, ${at}, ${filedOn && `ERMES-${id}`}, ${state === 'acknowledged' ? at : null}, ${state === 'acknowledged' ? 'R' : null}, ${key}, ${content})`
    .execute(house.db)
  await putFile(`dpce${id.slice(4)}`, Buffer.alloc(32), Buffer.from('pièce'))
  await sql`insert into closed_pieces (id, declaration_id, kind, facts, added_by, added_at) values (${`dpce${id.slice(4)}`}, ${id}, 'piece', 'x', ${correspondent.id}, '2019-01-01')`
    .execute(house.db)
  await recorded(id, [
    'declaration.drafted',
    'declaration.piece_added',
    ...(filedOn ? ['declaration.approved', 'declaration.filed'] : []),
    ...(state === 'acknowledged' ? ['declaration.acknowledged'] : []),
  ], { pieceId: `dpce${id.slice(4)}` })
  return id
}
const merchantOf = async (id: string): Promise<string> =>
  (await house.db.selectFrom('closed_declarations').select('merchant_id').where('id', '=', id).executeTakeFirstOrThrow()).merchant_id
const over = async (): Promise<string[]> => (await readOver(house.db, parisDay(house.now()))).map(({ id }) => id)
const seen = async (): Promise<string> => hashOfLines(await readOver(house.db, parisDay(house.now())))
const left = async (): Promise<string[]> =>
  (await house.db.selectFrom('closed_declarations').select('id').orderBy('id').execute()).map(({ id }) => id)
/** Everything outside the compartment that could tell. */
const outside = async (): Promise<unknown> =>
  (await sql`select (select count(*) from audit_events) as events, (select count(*) from tombstones) as stones, (select count(*) from purges) as purges, (select count(*) from purge_certificates) as certificates, (select count(*) from mails) as mails, (select count(*) from job_runs) as runs`
    .execute(house.db))
    .rows

beforeAll(async () => {
  house = await openHouse({ at: '2025-06-01T08:00:00Z' })
  ;[declarant, correspondent, controller, outsider] = [
    await house.staff('officer', 'Irène Vasseur'),
    await house.staff('officer', 'Paul Gérard', 'correspondent'),
    await house.staff('auditor', 'Yann Le Goff', 'controller'),
    await house.staff('officer', 'Sans fauteuil', null),
  ]
})
afterAll(async () => {
  expect(await verifyClosedRegister(house.db)).toEqual({ ok: true, fault: null })
  expect((await verifyAuditTrail(house.db)).fault ?? null).toBeNull()
  await house.close()
})

describe('what is over', () => {
  it('five years after the last filing and the end of the relationship, the later of both; nothing while a line is in writing', async () => {
    const bySubmission = await declaration({ filedOn: '2020-06-30' })
    const byRelationship = await declaration({ filedOn: '2019-01-01', endedOn: '2020-06-30' })
    const completed = await declaration({ filedOn: '2019-01-01' })
    await declaration({ filedOn: '2020-07-01', amends: completed, merchantId: await merchantOf(completed) })
    const inWriting = await declaration({ filedOn: '2019-01-01' })
    await declaration({ filedOn: null, amends: inWriting, merchantId: await merchantOf(inWriting) })
    await declaration({ filedOn: '2019-01-01', endedOn: null })
    house.travel('2025-06-30T08:00:00Z')
    expect(await over()).toEqual([])
    house.travel('2025-07-01T08:00:00Z')
    expect(await over()).toEqual([bySubmission, byRelationship])
    house.travel('2025-07-02T08:00:00Z')
    expect(await over()).toEqual([bySubmission, byRelationship, completed])
  })
})

describe('the two of the circle', () => {
  it('sign one list, and what an order holds by then stays; keys, pieces and files are gone; nothing outside moved', async () => {
    const [bySubmission, byRelationship, completed] = await over() as [string, string, string]
    await expect(proposeEnd(house.ctx(outsider), { seen: await seen() })).rejects.toMatchObject({ status: 404 })
    await expect(proposeEnd(house.ctx(controller), { seen: await seen() })).rejects.toMatchObject({ status: 403 })
    await expect(proposeEnd(house.ctx(declarant), { seen: 'ab' })).rejects.toMatchObject({ status: 409, code: 'list_has_changed' })
    const before = await outside()
    await proposeEnd(house.ctx(declarant), { seen: await seen() })
    await expect(proposeEnd(house.ctx(correspondent), { seen: await seen() })).rejects.toMatchObject({ code: 'purge_is_open' })
    const { id } = await house.db.selectFrom('closed_purges').select('id').executeTakeFirstOrThrow()
    await expect(carryOutEnd(house.ctx(declarant), id)).rejects.toMatchObject({ status: 403, code: 'four_eyes' })
    await expect(
      sql`update closed_purges set decided_by = proposed_by, decided_at = proposed_at, state = 'declined' where id = ${id}`.execute(
        house.db,
      ),
    )
      .rejects
      .toMatchObject({ constraint: 'closed_purges_are_of_two_people' })
    await declineEnd(house.ctx(correspondent), id)
    await expect(carryOutEnd(house.ctx(correspondent), id)).rejects.toMatchObject({ code: 'state_has_changed' })
    await proposeEnd(house.ctx(declarant), { seen: await seen() })
    const { id: again } = await house.db.selectFrom('closed_purges').select('id').where('state', '=', 'proposed').executeTakeFirstOrThrow()
    expect(await outside()).toEqual(before)
    await orderLegalHold(house.ctx(declarant), {
      scope: 'merchant',
      subjectId: await merchantOf(byRelationship),
      ground: 'opposition',
      reference: '',
      reason: 'Opposition',
      reviewOn: '2025-12-01',
    })
    const held = await outside()
    await carryOutEnd(house.ctx(correspondent), again)
    await expect(carryOutEnd(house.ctx(correspondent), again)).rejects.toMatchObject({ code: 'state_has_changed' })
    expect(await outside()).toEqual(held)
    const ids = await left()
    expect([ids.includes(bySubmission), ids.includes(completed), ids.includes(byRelationship), ids.length]).toEqual([false, false, true, 4])
    await expect(getFile(`dpce${bySubmission.slice(4)}`, Buffer.alloc(32), Buffer.alloc(32))).rejects.toThrow()
    expect(
      await house
        .db
        .selectFrom('closed_purges')
        .select(['erased_lines', 'erased_count', 'kept_lines'])
        .where('id', '=', again)
        .executeTakeFirst(),
    )
      .toEqual({ erased_lines: 2, erased_count: 3, kept_lines: 1 })
    expect((await sql`select from closed_tombstones`.execute(house.db)).rows.length).toBe(3)
    const pdf = await openPdf(await openEndCertificate(house.ctx(controller), again))
    for (const words of ['Irène Vasseur', 'Paul Gérard', '2, soit 3 déclaration(s)', 'établie : aucune ligne'])
      expect(pdf.pageText(1).replace(/\s+/g, ' ')).toContain(words)
    pdf.close()
    await expect(openEndCertificate(house.ctx(outsider), again)).rejects.toMatchObject({ status: 404 })
  })

  it('on a page of their own, where each reading is on the register; to others it is not there', async () => {
    const [mine, reader, other] = [await house.clientOf(declarant), await house.clientOf(controller), await house.clientOf(outsider)]
    const path = '/console/declaration-ends'
    const reads = async () =>
      (await sql<{ n: number }>`select count(*)::int as n from closed_events where event = 'list.read'`.execute(house.db)).rows[0]!.n
    const before = await reads()
    const page = await mine.get(path)
    expect([page.status, /Gardée\s:\sgel/.test(page.text), (await reader.get(path)).status, await reads() - before]).toEqual([
      200,
      true,
      200,
      2,
    ])
    expect([
      (await other.get(path)).status,
      (await other.post(path, { seen: 'ab' })).status,
      (await mine.post(path, { seen: 'ab' })).status,
      (await mine.post(`${path}/cpur_000000000000000000000000/carry-out`)).status,
      (await mine.get(`${path}/x/certificate`)).status,
    ])
      .toEqual([404, 404, 409, 404, 404])
    const done = (await house.db.selectFrom('closed_purges').select('id').where('state', '=', 'executed').executeTakeFirstOrThrow()).id
    expect([(await reader.get(`${path}/${done}/certificate`)).status, (await other.get(`${path}/${done}/certificate`)).status]).toEqual([
      200,
      404,
    ])
  })
})

describe('what was concluded without a declaration', () => {
  /** A case that was handed over, and in which two of the circle saw no suspicion. */
  const cleared = async (decidedOn: Day, endedOn: Day): Promise<{ id: string; caseId: string }> => {
    const { merchantId } = await openAccount(house)
    await sql`update merchants set state = 'closed', ended_on = ${endedOn} where id = ${merchantId}`.execute(house.db)
    const [id, caseId] = [newId('conc', house.now()), newId('amlc', house.now())]
    await sql`insert into aml_cases (id, merchant_id, state, origin, summary, owner_id, opened_by, opened_at, due_on, begun_by, begun_at, concluded_by, concluded_at, facts)
      values (${caseId}, ${merchantId}, 'concluded', 'staff', 'x', ${outsider.id}, ${outsider.id}, '2019-01-01', '2019-01-15', ${outsider.id}, '2019-01-02', ${outsider.id}, '2019-01-03', 'x')`
      .execute(house.db)
    const key = newConclusionKey(id)
    await sql`insert into closed_conclusions (id, case_id, merchant_id, round, outcome, state, wrapped_key, content, proposed_by, proposed_at, decided_by, decided_at)
      values (${id}, ${caseId}, ${merchantId}, 1, 'no_suspicion', 'decided', ${key}, ${sealReasoning({ id, wrapped_key: key }, { words: 'Rien', declined: '' })}, ${declarant.id}, '2019-01-04', ${correspondent.id}, ${`${decidedOn}T10:00:00Z`})`
      .execute(house.db)
    await recorded(caseId, ['conclusion.proposed'], { round: 1 })
    return { id, caseId }
  }

  it('is over likewise, and its key goes; its case is not to be concluded anew; nothing outside moves', async () => {
    const past = await cleared('2019-01-05', '2020-06-30')
    const later = await cleared('2020-07-02', '2020-06-30')
    expect((await over()).filter((id) => id.startsWith('conc_'))).toEqual([past.id])
    const page = (await (await house.clientOf(declarant)).get('/console/declaration-ends')).text
    for (const words of ['Sans déclaration', `/console/conclusions/${past.caseId}`]) expect(page).toContain(words)
    const before = await outside()
    await proposeEnd(house.ctx(declarant), { seen: await seen() })
    const { id } = await house.db.selectFrom('closed_purges').select('id').where('state', '=', 'proposed').executeTakeFirstOrThrow()
    await carryOutEnd(house.ctx(correspondent), id)
    expect((await house.db.selectFrom('closed_conclusions').select('id').execute()).map((row) => row.id)).toEqual([later.id])
    expect(await house.db.selectFrom('closed_purges').select(['erased_lines', 'erased_count']).where('id', '=', id).executeTakeFirst())
      .toEqual({ erased_lines: 1, erased_count: 0 })
    expect([
      await countToConclude(house.db),
      (await searchConclusions(house.db, { shelf: 'all', search: '', after: null }, 10)).map((one) => one.id),
    ])
      .toEqual([0, [later.caseId]])
    const pdf = await openPdf(await openEndCertificate(house.ctx(controller), id))
    for (const words of ['1 absence(s) de soupçon', 'établie : aucune ligne']) expect(pdf.pageText(1).replace(/\s+/g, ' ')).toContain(words)
    pdf.close()
    expect(await outside()).toEqual(before)
  })
})
