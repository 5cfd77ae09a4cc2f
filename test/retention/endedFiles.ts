import { sql } from 'kysely'
import type { StaffActor } from '#src/kernel/actor.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { unit } from '#src/platform/ctx.ts'
import { createMerchantKey, findMerchantKey, forgetMerchantKey } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { putFile } from '#src/platform/storage.ts'
import type { House } from '#test/support/house.ts'

/** Files and payments whose period ends on a day that one chooses, each with a word of its own in every column that can hold one. */
let house: House
let officer: StaffActor
let second: StaffActor
/** In which house, by whom: before anything is made. */
export const makeFilesIn = (said: { house: House; officer: StaffActor; second: StaffActor }): void => {
  ;({ house, officer, second } = said)
}
export const host = 1
export const at = (day: Day): string => `${day}T10:00:00Z`
export const idOf = (kind: string, n: number): string => `${kind}_${String(n).padStart(24, '0')}`
export const wordOf = (n: number): string => `Quetzalcoatl${n}x`

type Shop = { state?: string; stateChangedOn?: Day; endedOn?: Day; lastContactOn?: Day; dossier?: string; refusedOn?: Day; risk?: string }

/** A merchant with a user, a dossier with every kind of row, a letter and a note: his word in each. */
export const shop = async (n: number, {
  state = 'validated',
  stateChangedOn = '2020-01-01',
  endedOn,
  lastContactOn = '2026-01-01',
  dossier = 'validated',
  refusedOn,
  risk = 'low',
}: Shop): Promise<void> => {
  const [id, doss, word] = [idOf('mrch', n), idOf('doss', n), wordOf(n)]
  const run = async (text: ReturnType<typeof sql>) => void (await text.execute(house.db))
  await run(
    sql`insert into merchants (id, state, name, search_name, language, created_at, state_changed_at, ended_on) values (${id}, ${state}, ${word}, ${word}, 'fr', '2020-01-01', ${at(stateChangedOn)}, ${endedOn ?? null})`,
  )
  await unit(house.ctx(), async (tx) => {
    // the same ids in every house of this process: what it remembers is another's
    forgetMerchantKey(id)
    await createMerchantKey(tx, id)
    await record(tx, 'merchant.signed_up', { subject: id, merchantId: id, personal: { name: word } })
  })
  await run(
    sql`insert into merchant_users (id, merchant_id, email, password_hash, name, language, last_contact_at, created_at) values (${idOf('user', n)}, ${id}, ${`${word}@shop.test`}, ${`hash-${word}`}, ${word}, 'fr', ${at(lastContactOn)}, '2020-01-01')`,
  )
  await run(
    sql`insert into dossiers (id, merchant_id, state, version, risk, risk_score, risk_reasons, risk_rule, created_at, updated_at, decided_at) values (${doss}, ${id}, ${dossier}, 1, ${risk}, 0, ${JSON.stringify([{ word }])}, 'x', '2020-01-01', '2020-01-01', ${refusedOn ? at(refusedOn) : null})`,
  )
  await run(
    sql`insert into companies (dossier_id, legal_form, name, trade_name, address_line1, address_line2, postcode, city, country, management_address, activity, mcc, website, expected_monthly_cents, expected_ticket_cents, currency, is_listed, updated_at)
    values (${doss}, 'sas', ${word}, ${word}, ${word}, '', '29000', ${word}, 'FR', ${word}, ${word}, '5812', '', 0, 0, 'eur', false, '2020-01-01')`,
  )
  await run(
    sql`insert into people (id, dossier_id, kind, is_representative, is_beneficial_owner, is_signatory, given_names, family_name, usage_name, birth_date, birth_place, birth_country, nationality, address, company_name, capital_bps, votes_bps, control_nature, is_pep, pep_function, created_at, through_capital_bps, through_votes_bps)
    values (${idOf('pers', n)}, ${doss}, 'natural', true, false, true, ${dossier === 'lapsed' ? 'Ana' : word}, 'Roy', '', '1980-01-01', ${word}, 'FR', 'FR', ${word}, '', 0, 0, '', false, '', '2020-01-01', 0, 0)`,
  )
  await putFile(`${idOf('docu', n)}.bin`, (await findMerchantKey(house.db, id))!, Buffer.from(word))
  await run(
    sql`insert into documents (id, merchant_id, dossier_id, requirement_key, kind, person_id, file_name, type, mime, byte_count, sha256, page_count, storage_key, warnings, state, uploaded_by, uploaded_at, reading_state, reading_attempts, pages_read)
    values (${idOf('docu', n)}, ${id}, ${doss}, 'identity', 'identity_document', ${idOf('pers', n)}, ${`${word}.pdf`}, 'pdf', 'application/pdf', 9, sha256(${word}::bytea), 1, ${`${idOf('docu', n)}.bin`}, '{}', 'received', 'x', '2020-01-01', 'read', 0, 1)`,
  )
  await run(
    sql`insert into document_pages (document_id, page, width, height, rotation_degrees, source, text, words, codes) values (${idOf('docu', n)}, 1, 1, 1, 0, 'ocr', ${word}, '[]', '[]')`,
  )
  await run(
    sql`insert into identification_measures (id, dossier_id, person_id, measure, document_id, evidence, is_automatic, verified_by, verified_at) values (${idOf('iden', n)}, ${doss}, ${idOf('pers', n)}, 2, ${idOf('docu', n)}, ${word}, false, ${officer.id}, '2020-01-01')`,
  )
  await run(
    sql`insert into document_requests (id, dossier_id, merchant_id, purpose, state, message, opened_by, opened_at, base_days, extension_days, closed_at, origin) values (${idOf('dreq', n)}, ${doss}, ${id}, 'onboarding', 'lapsed', ${dossier === 'lapsed' ? 'x' : word}, ${officer.id}, '2020-01-01', 30, 0, '2020-02-01', 'analyst')`,
  )
  await run(
    sql`insert into document_request_items (id, request_id, requirement_key, kind, person_id, reason, note, state, document_id) values (${idOf('ritm', n)}, ${idOf('dreq', n)}, 'identity', 'identity_document', ${idOf('pers', n)}, 'missing', ${word}, 'answered', ${idOf('docu', n)})`,
  )
  await run(
    sql`insert into review_items (id, dossier_id, merchant_id, kind, state, risk, ready_at, due_at, opened_at, closed_at) values (${idOf('revw', n)}, ${doss}, ${id}, 'new_dossier', 'closed', 'low', '2020-01-01', '2020-01-01', '2020-01-01', '2020-01-02')`,
  )
  await run(
    sql`insert into payout_accounts (id, dossier_id, iban, holder, created_at) values (${idOf('acct', n)}, ${doss}, 'FR76', ${dossier === 'lapsed' ? 'x' : word}, '2020-01-01')`,
  )
  if (dossier === 'validated')
    await run(
      sql`insert into account_changes (id, merchant_id, dossier_id, state, iban, holder, document_id, previous_account_id, account_id, asked_by, asked_at, decided_by, decided_at, note)
    values (${idOf('acch', n)}, ${id}, ${doss}, 'accepted', ${word}, ${word}, ${idOf('docu', n)}, ${idOf('acct', n)}, ${idOf('acct', n)}, ${idOf('user', n)}, '2020-01-01', ${officer.id}, '2020-01-02', ${word})`,
    )
  if (refusedOn)
    await run(
      sql`insert into decisions (id, dossier_id, review_item_id, verdict, state, dossier_version, reason, four_eyes, decided_by, decided_at) values (${idOf('deci', n)}, ${doss}, ${idOf('revw', n)}, 'reject', 'taken', 1, ${word}, '{}', ${officer.id}, ${at(refusedOn)})`,
    )
  await run(
    sql`insert into notes (id, merchant_id, subject_id, body, author_id, at) values (${idOf('note', n)}, ${id}, ${doss}, ${dossier === 'lapsed' ? 'x' : word}, ${officer.id}, '2020-01-01')`,
  )
  await run(
    sql`insert into mails (id, merchant_id, subject_id, dedupe_key, template, language, to_address, subject, text_body, holds_secret, state, attempts, next_attempt_at, created_at, sent_at) values (${idOf('mail', n)}, ${id}, ${doss}, ${`key-${n}`}, 'dossier_rejected', 'fr', ${`${word}@shop.test`}, ${word}, ${word}, false, 'sent', 1, '2020-01-01', '2020-01-01', '2020-01-01')`,
  )
}

type Sale = { on: Day; of?: number; mandateId?: string }
/** A payment with everything it can know of a payer. */
export const sale = async (n: number, { on, of = host, mandateId }: Sale): Promise<void> => {
  const method = mandateId ? 'sepa' : 'card'
  const [word, merchant] = [wordOf(n), idOf('mrch', of)]
  await sql`insert into payers (id, merchant_id, mode, name, email, country, created_at) values (${idOf('cust', n)}, ${merchant}, 'live', ${word}, ${`${word}@payer.test`}, 'FR', '2020-01-01')`
    .execute(house.db)
  await sql`insert into payer_addresses (id, merchant_id, mode, line1, city, zip_code, country, created_at) values (${idOf('addr', n)}, ${merchant}, 'live', ${word}, 'Quimper', '29000', 'FR', '2020-01-01')`
    .execute(house.db)
  if (method === 'card')
    await sql`insert into cards (id, merchant_id, mode, pan_hash, first6, last4, exp_month, exp_year, name, tokenize, created_at) values (${idOf('card', n)}, ${merchant}, 'live', sha256(${word}::bytea), '400000', '0077', 12, 2023, ${word}, false, '2020-01-01')`
      .execute(house.db)
  await sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, description, order_id, return_url, method, scheme, card_id, mandate_id, payer_id, billing_address_id, shipping_address_id, capture, created_at, processed_at, captured_at, bank_on)
    values (${idOf('paym', n)}, ${merchant}, 'live', 'captured', 1000, 'eur', ${word}, ${word}, ${`https://shop.test/${word}`}, ${method}, ${method === 'card' ? 'visa' : 'sepa'}, ${method === 'card' ? idOf('card', n) : null}, ${mandateId ?? null}, ${idOf('cust', n)}, ${idOf('addr', n)}, ${idOf('addr', n)}, true, ${at(on)}, ${at(on)}, ${at(on)}, ${on})`
    .execute(house.db)
}
export const mandate = async (
  n: number,
  { on, isRevoked, kept = '2024-12-31' }: { on: Day; isRevoked: boolean; kept?: Day },
): Promise<void> => {
  await sql`insert into mandates (id, merchant_id, mode, sealed_iban, iban_hash, last4, country, name, mandate, signed_at, created_at, deleted_at) values (${idOf('sepa', n)}, ${idOf('mrch', host)}, 'live', ${Buffer.from('sealed')}, sha256(${wordOf(n)}::bytea), '2606', 'FR', ${wordOf(n)}, ${wordOf(n)}, '2020-01-01', '2020-01-01', ${isRevoked ? at(kept) : null})`
    .execute(house.db)
  await sale(n + 1_000_000, { on, mandateId: idOf('sepa', n) })
}

export const dispute = async (n: number, closedOn: Day): Promise<void> => {
  const word = wordOf(n)
  if ((await sql`select from payments where id = ${idOf('paym', n + 2_000_000)}`.execute(house.db)).rows.length === 0)
    await sale(n + 2_000_000, { on: '2025-12-01' })
  await sql`insert into disputes (id, payment_id, merchant_id, mode, state, amount_cents, currency, network, domain, code, fee_cents, report_key, created_at, closed_at, won_cents, cause, rule_id, category, due_on, is_due_told, merchant_due_on, told_at)
    select ${idOf('dspt', n)}, ${idOf('paym', n + 2_000_000)}, ${idOf('mrch', host)}, 'live', 'lost', 1000, 'eur', 'visa', 'fr', '10.4', 0, ${`report-${word}`}, '2020-01-01', ${at(closedOn)}, 0, 'decided', r.id, 'fraud', '2020-02-01', true, '2020-02-01', '2020-01-01' from dispute_rules r limit 1`
    .execute(house.db)
  await sql`insert into resolutions (id, dispute_id, merchant_id, mode, statement, engaged_by, engaged_at, due_on, closed_at) values (${idOf('rslv', n)}, ${idOf('dspt', n)}, ${idOf('mrch', host)}, 'live', ${word}, 'x', '2020-01-01', '2020-02-01', '2020-02-01')`
    .execute(house.db)
  await sql`insert into resolution_changes (id, resolution_id, kind, cause, days, reason, made_by, made_at, made_on, due_before, due_after) values (${idOf('rchg', n)}, ${idOf('rslv', n)}, 'extend', (enum_range(null::resolution_cause))[1], 3, ${word}, ${officer.id}, '2020-01-01', '2020-01-01', '2020-02-01', '2020-02-04')`
    .execute(house.db)
  await putFile(`${idOf('rpce', n)}.bin`, (await findMerchantKey(house.db, idOf('mrch', host)))!, Buffer.from(word))
  await sql`insert into resolution_pieces (id, resolution_id, merchant_id, slot, file_name, type, mime, byte_count, page_count, sha256, storage_key, sent_by_kind, sent_by, sent_at) values (${idOf('rpce', n)}, ${idOf('rslv', n)}, ${idOf('mrch', host)}, 'receipt', ${word}, 'pdf', 'application/pdf', 9, 1, sha256(${word}::bytea), ${`${idOf('rpce', n)}.bin`}, 'merchant', 'x', '2020-01-01')`
    .execute(house.db)
  await sql`insert into notes (id, merchant_id, subject_id, body, author_id, at) values (${idOf('note', n)}, ${idOf('mrch', host)}, ${idOf('dspt', n)}, ${word}, ${officer.id}, '2020-01-01')`
    .execute(house.db)
}

export const fraudCase = async (n: number, closedOn: Day): Promise<void> => {
  const [word, id] = [wordOf(n), idOf('frdc', n)]
  await sale(n + 3_000_000, { on: '2025-12-01' })
  await sql`insert into fraud_cases (id, merchant_id, mode, state, reason, statement, opened_by_kind, opened_by, opened_at, payment_count, totals, closed_at) values (${id}, ${idOf('mrch', host)}, 'live', 'confirmed', 'stolen_keys', ${word}, 'staff', 'x', '2020-01-01', 1, '{}', ${at(closedOn)})`
    .execute(house.db)
  await sql`insert into fraud_case_payments (case_id, payment_id, added_by, added_at, state, finding, finding_by) values (${id}, ${idOf('paym', n + 3_000_000)}, 'x', '2020-01-01', 'fraudulent', 'stolen_means', 'x')`
    .execute(house.db)
  await sql`insert into fraud_decisions (id, case_id, verdict, state, reason, proposed_by, proposed_at, decided_by, decided_at) values (${idOf('frdd', n)}, ${id}, 'confirm', 'taken', ${word}, ${officer.id}, '2020-01-01', ${second.id}, '2020-01-02')`
    .execute(house.db)
  await sql`insert into fraud_reports (id, merchant_id, mode, reason, statement, payment_ids, lines, bad_count, bad_lines, made_by_kind, made_by, made_at, case_id) values (${idOf('frdr', n)}, ${idOf('mrch', host)}, 'live', 'stolen_keys', ${word}, '{}', '{}', 0, '[]', 'merchant', 'x', '2020-01-01', ${id})`
    .execute(house.db)
}
