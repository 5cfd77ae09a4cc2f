import { sql } from 'kysely'
import type { StaffActor } from '#src/kernel/actor.ts'
import { addDays, type Day } from '#src/kernel/calendar.ts'
import { postAll } from '#src/ledger/post.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { putFile } from '#src/platform/storage.ts'
import type { House } from '#test/support/house.ts'
import type { Signed } from '#test/support/merchant.ts'

/** One of each thing that is over some day: made by statements, as if it had been worked with then. */
let house: House
let shop: Signed
let officer: StaffActor
let second: StaffActor
/** In which house, of whom where nobody is named, by whom: before anything is made. */
export const makeThingsIn = (said: { house: House; shop: Signed; officer: StaffActor; second: StaffActor }): void => {
  ;({ house, shop, officer, second } = said)
}
let n = 100_000
export const at = (day: Day): string => `${day}T10:00:00Z`
export const newId = (kind: string): string => `${kind}_${String(++n).padStart(24, '0')}`
export const run = async (text: ReturnType<typeof sql>): Promise<void> => void (await text.execute(house.db))

export const alert = async (of: Signed, closedOn: Day | null): Promise<string> => {
  const id = newId('alrt')
  await run(
    sql`insert into alerts (id, scenario, version, revision, merchant_id, subject, level, window_from_on, window_to_on, says, finding, state, raised_at, due_at, closed_at, closed_by, close_reason, close_note, escalated_at, escalated_by)
    values (${id}, 'TM-01', 1, 1, ${of.merchantId}, ${id}, 'warn', '2020-01-01', '2020-01-01', 'x', '{}', ${closedOn ? 'closed' : 'escalated'}, '2020-01-01', '2020-01-03', ${closedOn && at(closedOn)}, ${closedOn && officer.id}, ${closedOn && 'explained'}, 'Une braderie à Locronan', ${closedOn ? null : '2020-01-02'}, ${closedOn ? null : officer.id})`,
  )
  await run(
    sql`insert into alert_notes (id, alert_id, body, author_id, at) values (${newId('note')}, ${id}, 'Vu avec le gérant', ${officer.id}, '2020-01-02')`,
  )
  return id
}

export const request = async (closedOn: Day, of: Signed = shop): Promise<string> => {
  const id = newId('rght')
  await run(
    sql`insert into rights_requests (id, kind, requester, channel, state, language, name, email, said, received_on, recorded_at, recorded_by_kind, recorded_by, due_on, closed_at, closed_by, outcome) values (${id}, 'erasure', 'payer', 'letter', 'answered', 'fr', 'Azenor Kerouredan', 'azenor@exemple.test', 'Effacez-moi, dit-elle', '2020-01-01', '2020-01-01T10:00:00Z', 'staff', ${officer.id}, '2020-02-01', ${at(closedOn)}, ${officer.id}, 'done')`,
  )
  await run(
    sql`insert into rights_subjects (request_id, kind, subject_id, merchant_id, linked_by, linked_at) values (${id}, 'payer', ${newId('cust')}, ${of.merchantId}, ${officer.id}, '2020-01-02')`,
  )
  await run(
    sql`insert into rights_acts (request_id, at, act, actor_kind, actor_id, words) values (${id}, '2020-01-02', 'linked', 'staff', ${officer.id}, 'Azenor, rue du Port')`,
  )
  await putFile(`${id}.bin`, Buffer.alloc(32), Buffer.from('lettre'))
  await run(
    sql`insert into rights_files (id, request_id, kind, file_name, type, mime, byte_count, sha256, storage_key, added_by, added_at) values (${newId('rfil')}, ${id}, 'request', 'lettre.pdf', 'pdf', 'application/pdf', 6, sha256('lettre'::bytea), ${`${id}.bin`}, ${officer.id}, '2020-01-01')`,
  )
  const [erasure, rectification] = [newId('eras'), newId('rect')]
  await run(
    sql`insert into erasures (id, request_id, state, plan, plan_digest, proposed_by, proposed_at, decided_by, decided_at) values (${erasure}, ${id}, 'executed', '{"erases": 1}', 'x', ${officer.id}, '2020-01-02', ${second.id}, '2020-01-03')`,
  )
  await run(
    sql`insert into erasure_tombstones (hash, erasure_id, category, erased_at) values (sha256(${id}::bytea), ${erasure}, 'device', '2020-01-03')`,
  )
  await run(
    sql`insert into rectifications (id, request_id, state, subject_id, field, value_before, value_after, reason, proposed_by, proposed_at, decided_by, decided_at) values (${rectification}, ${id}, 'applied', 'cust_x', 'name', 'a', 'b', 'x', ${officer.id}, '2020-01-02', ${second.id}, '2020-01-03')`,
  )
  await run(
    sql`insert into rectified_values (rectification_id, subject_id, field, value_before, value_after, at) values (${rectification}, 'cust_x', 'name', 'a', 'b', '2020-01-03')`,
  )
  return id
}

export const means = async (madeOn: Day, of: Signed = shop): Promise<{ payer: string; card: string; address: string }> => {
  const said = { payer: newId('cust'), card: newId('card'), address: newId('addr') }
  await run(
    sql`insert into payers (id, merchant_id, mode, name, email, created_at) values (${said.payer}, ${of.merchantId}, 'live', 'Goulven Abgrall', ${`${said.payer}@exemple.test`}, ${at(madeOn)})`,
  )
  await run(
    sql`insert into cards (id, merchant_id, mode, pan_hash, first6, last4, exp_month, exp_year, name, created_at) values (${said.card}, ${of.merchantId}, 'live', sha256(${said.card}::bytea), '400000', '0077', 12, 2030, 'Goulven', ${at(madeOn)})`,
  )
  await run(sql`insert into card_vault (card_id, sealed_pan, wrapped_key, destroy_on) values (${said.card}, 'x', 'y', '2040-01-01')`)
  await run(
    sql`insert into payer_addresses (id, merchant_id, mode, line1, city, zip_code, country, created_at) values (${said.address}, ${of.merchantId}, 'live', '3 rue du Port', 'Brest', '29200', 'FR', ${at(madeOn)})`,
  )
  return said
}

export const paid = async (createdOn: Day, covers: number, of: Signed = shop, state = 'paid'): Promise<string> => {
  const [id, account] = [newId('pout'), newId('acct')]
  const dossier = newId('doss')
  await run(
    sql`insert into dossiers (id, merchant_id, state, version, risk, risk_score, risk_reasons, risk_rule, created_at, updated_at) select ${dossier}, ${of.merchantId}, 'draft', 1, 'low', 0, '[]', 'x', '2010-01-01', '2010-01-01' where not exists (select from dossiers where merchant_id = ${of.merchantId})`,
  )
  await run(
    sql`insert into payout_accounts (id, dossier_id, iban, holder, created_at, replaced_at) select ${account}, id, '', '', '2010-01-01', '2010-02-01' from dossiers where merchant_id = ${of.merchantId} limit 1`,
  )
  await run(
    sql`insert into payouts (id, merchant_id, account_id, state, amount_cents, payments_cents, refunds_cents, disputes_cents, fees_cents, adjustments_cents, traded_on, statement_description, created_at, sent_at, bank_on, covers_to) values (${id}, ${of.merchantId}, ${account}, ${state}, 500, 500, 0, 0, 0, 0, ${createdOn}, 'VIGIE', ${at(createdOn)}, ${at(createdOn)}, ${createdOn}, ${covers})`,
  )
  return id
}

export const book = async (of: Signed, on: Day, cents: number): Promise<number> => {
  house.travel(at(on))
  const subject = newId('paym')
  await unit(house.ctx(), async (tx) => {
    await postAll(tx, [{
      kind: 'capture',
      merchantId: of.merchantId,
      eventKey: `capture:${subject}`,
      book: 'live',
      currency: 'eur',
      subjectId: subject,
      at: tx.now,
      legs: [{ account: 1010, amountCents: cents }, { account: 2020, amountCents: -cents, merchantId: of.merchantId }],
    }])
    await record(tx, 'test.booked', { subject })
  })
  return (await sql<{ id: number }>`select id from ledger_entries where subject_id = ${subject}`.execute(house.db)).rows[0]!.id
}

/** What somebody asked to book by hand, and took back that day; null: it waits. */
export const correction = async (of: Signed, closedOn: Day | null): Promise<string> => {
  const id = newId('corr')
  await run(
    sql`insert into corrections (id, merchant_id, kind, state, currency, amount_cents, reason, proposed_by, proposed_at, withdrawn_at, closed_on)
    values (${id}, ${of.merchantId}, 'goodwill', ${closedOn ? 'withdrawn' : 'proposed'}, 'eur', 100, 'Geste pour Quetzalcoatl', ${officer.id}, ${at(closedOn ?? '2015-07-01')}, ${closedOn ? at(closedOn) : null}, ${closedOn})`,
  )
  return id
}

export const houseEntry = async (removedOn: Day | null): Promise<string> => {
  const id = newId('wlen')
  const version =
    (await sql<{ n: number }>`select coalesce(max(number), 0)::int + 1 as n from watchlist_versions where list_code = 'house'`.execute(
      house.db,
    ))
      .rows[0]!
      .n
  await run(
    sql`insert into watchlist_versions (id, list_code, state, number, origin, format, sha256, byte_count, entry_count, name_count, added_count, changed_count, removed_count, unchanged_count, imported_at, imported_by_kind, imported_by) values (${newId('wlvr')}, 'house', 'superseded', ${version}, 'console', 'own_csv', sha256('x'::bytea), 1, 1, 1, 1, 0, 0, 0, ${at(removedOn ?? '2020-01-01')}, 'staff', ${officer.id})`,
  )
  await run(
    sql`insert into watchlist_entries (id, list_code, ref, first_version, removed_version) values (${id}, 'house', ${`ref-${id}`}, ${version === 1 ? 1 : version - 1}, ${removedOn ? Math.max(version, 2) : null})`,
  )
  if (removedOn && version === 1) throw new Error('a first version removes nothing')
  await run(
    sql`insert into watchlist_editions (id, entry_id, list_code, from_version, name, party, details, digest) values (${newId('wled')}, ${id}, 'house', 1, 'Malo Le Fourbe', '{"kind":"person"}', '{"why":"cartes volées"}', sha256(${id}::bytea))`,
  )
  return id
}

export const invoice = async (on: Day, corrects: string | null = null): Promise<string> => {
  const id = newId('invc')
  await run(
    sql`insert into invoices (id, kind, number, series, serial, merchant_id, period_from, period_to, issued_on, currency, net_cents, vat_cents, total_cents, billed_to, corrects_id, created_at)
    values (${id}, ${corrects ? 'credit_note' : 'invoice'}, ${`F-${n}`}, 'F', ${n}, ${shop.merchantId}, ${`${on.slice(0, 7)}-01`}, ${addDays(on, -1)}, ${on}, 'eur', 100, 20, 120, '{"name":"Boulangerie Abgrall"}', ${corrects}, ${at(on)})`,
  )
  await run(
    sql`insert into invoice_lines (invoice_id, line, what, tax_code, operations, net_cents, vat_cents) values (${id}, 1, 'fees', 'fr20', 1, 100, 20)`,
  )
  return id
}

export const freeze = async (releasedOn: Day | null): Promise<string> => {
  const [id, report] = [newId('frez'), newId('frrp')]
  await run(
    sql`insert into freezes (id, merchant_id, hit_id, entry_id, listed_name, reference, state, proposed_by, applied_by, applied_at, released_at) values (${id}, ${shop.merchantId}, ${id}, 'wlen_x', 'Radomir Keltivarov', 'FR-1', ${releasedOn ? 'released' : 'active'}, ${officer.id}, ${second.id}, '2020-01-01', ${releasedOn && at(releasedOn)})`,
  )
  await run(sql`insert into freeze_reports (id, freeze_id, number, prepared_at) values (${report}, ${id}, 1, '2020-01-01')`)
  await run(
    sql`insert into freeze_events (id, freeze_id, report_id, kind, at, words, source) values (${newId('frev')}, ${id}, ${report}, 'freeze_applied', '2020-01-01', 'Keltivarov, compte gelé', ${id})`,
  )
  return id
}
