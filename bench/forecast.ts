import { sql } from 'kysely'
import { parisDay } from '#src/kernel/calendar.ts'
import { dueKinds } from '#src/forecast/ahead.ts'
import { readForecast } from '#src/forecast/forecast.sql.ts'
import type { BenchResult } from './index.ts'
import { id, now, openGround, round, say, settle, type Ground } from './ground.ts'

export const usual = 200_000
/** What the issue asks of so many dossiers. */
const target = { dossiers: 1_000_000, seconds: 10 }
const holds = 40

/**
 * Of ten merchants four are with us, two wait for pieces, two were switched off, one was refused and one left. As it is where the purge has
 * run every night so far: what is over has gone, and dates lie as far back as each rule lets them (switched off: three years, their pieces
 * ninety days; refused: six months; left: five years; letters: thirteen months).
 */
const addPortfolio = async ({ database: { db } }: Ground, scale: number): Promise<void> => {
  const numbers = sql`generate_series(1, ${scale}::int) i`
  // 7919 is a prime: neighbours lie far apart
  const spread =
    sql`(${now}::timestamptz - (i::bigint * 7919 % (array[1800, 1800, 1800, 1800, 30, 30, 1095, 1095, 183, 1826])[1 + i % 10]) * interval '1 day')`
  const hasPieces = sql`(i % 10 not in (6, 7) or i::bigint * 7919 % 1095 < 90)`
  await sql`insert into merchants (id, state, name, search_name, created_at, state_changed_at, ended_on) select ${id('mrch')}, (array['validated', 'validated', 'validated', 'validated', 'onboarding', 'onboarding', 'deactivated', 'deactivated', 'rejected', 'closed'])[1 + i % 10]::merchant_state,
    'Société ' || i, 'societe ' || i, ${spread}, ${spread}, case when i % 10 = 9 then (${spread})::date end from ${numbers}`
    .execute(db)
  await sql`insert into dossiers (id, merchant_id, state, created_at, updated_at, decided_at) select ${id('doss')}, ${id('mrch')}, (array['validated', 'validated', 'validated', 'validated', 'awaiting_documents', 'awaiting_documents', 'lapsed', 'lapsed', 'rejected', 'validated'])[1 + i % 10]::dossier_state, ${spread}, ${spread}, ${spread} from ${numbers}`
    .execute(db)
  await sql`insert into merchant_users (id, merchant_id, email, password_hash, last_contact_at, created_at) select ${id('user')}, ${id('mrch')}, 'm' || i || '@bench.test', 'none', ${spread}, ${spread} from ${numbers}`
    .execute(db)
  await sql`insert into people (id, dossier_id, kind, is_representative, is_beneficial_owner, is_signatory, given_names, family_name, birth_date, created_at) select ${id('pers')}, ${id('doss')}, 'natural', true, false, true, 'Ana', 'Roy ' || i, case when ${hasPieces} then date '1980-01-01' end, ${spread} from ${numbers}`
    .execute(db)
  await sql`insert into documents (id, merchant_id, dossier_id, requirement_key, kind, file_name, type, mime, byte_count, sha256, page_count, storage_key, uploaded_by, uploaded_at) select ${id('docu')}, ${id('mrch')}, ${id('doss')}, 'identity', 'identity_document', 'a.pdf', 'pdf', 'application/pdf', 9, sha256(i::text::bytea), 1, ${id('docu')}, 'bench', ${spread} from ${numbers} where ${hasPieces}`
    .execute(db)
  await sql`insert into document_expiries (document_id, dossier_id, merchant_id, requirement_key, expires_on, state, next_notice_on) select ${id('docu')}, ${id('doss')}, ${id('mrch')}, 'identity', (${now}::timestamptz + (i * 31 % 1500) * interval '1 day')::date, 'running', (${now}::timestamptz + (i * 31 % 1500) * interval '1 day')::date from ${numbers} where i % 10 < 4`
    .execute(db)
  await sql`insert into periodic_reviews (dossier_id, merchant_id, risk, last_reviewed_on, due_on) select ${id('doss')}, ${id('mrch')}, 'low', ${now}::date, (${now}::timestamptz + (i * 17 % 1800) * interval '1 day')::date from ${numbers} where i % 10 < 4`
    .execute(db)
  await sql`insert into document_requests (id, dossier_id, merchant_id, purpose, state, opened_by, opened_at, started_at, due_at) select ${id('dreq')}, ${id('doss')}, ${id('mrch')}, 'onboarding', 'open', 'bench', ${now}, ${now}, ${now}::timestamptz + (1 + i % 2500000) * interval '1 second' from ${numbers} where i % 10 in (4, 5)`
    .execute(db)
  await sql`insert into mails (id, merchant_id, subject_id, dedupe_key, template, language, to_address, subject, holds_secret, state, next_attempt_at, created_at, sent_at) select ${id('mail')}, ${id('mrch')}, ${id('doss')}, 'k' || i, case when i % 2 = 0 then 'activation' else 'dossier_received' end, 'fr', 'm' || i || '@bench.test', 'x', false, 'sent', ${now}, ${now}::timestamptz - (i::bigint * 7919 % 396) * interval '1 day', ${now} from ${numbers}`
    .execute(db)
}

/** Some orders stand, so that each row that is over is asked about. */
const addHolds = async ({ database: { db } }: Ground): Promise<void> => {
  await sql`insert into staff (id, email, name, password_hash, created_at) values ('staf_one', 'one@vigie.test', 'one', 'none', ${now})`
    .execute(db)
  await sql`insert into legal_holds (id, scope, subject_id, merchant_id, ground, reason, ordered_by, ordered_at, review_on) select ${id('lhld')}, 'merchant', ${id('mrch')}, ${id('mrch')}, 'litigation', 'Bench', 'staf_one', ${now}, '2027-01-01' from generate_series(1, ${holds}::int) i`
    .execute(db)
}

/**
 * Ninety days of everything there is to foresee, on `scale` dossiers. `atTarget`: what that makes of a million, if it grows as they do;
 * measured there when the scale is that.
 */
export const run = async (scale: number): Promise<BenchResult> => {
  const ground = await openGround()
  say(`${scale} dossiers…`)
  await addPortfolio(ground, scale)
  await addHolds(ground)
  await settle(ground.database)
  const times: number[] = []
  let due = 0
  for (let i = 0; i < 3; i++) {
    const start = performance.now()
    const found = await readForecast(ground.database.db, dueKinds, { today: parisDay(now), isCircle: false })
    times.push((performance.now() - start) / 1_000)
    due = found.reduce((sum, { count }) => sum + count, 0)
  }
  const slowest: Record<string, number> = {}
  for (const kind of dueKinds) {
    const start = performance.now()
    await readForecast(ground.database.db, [kind], { today: parisDay(now), isCircle: false })
    slowest[kind] = round((performance.now() - start) / 1_000)
  }
  await ground.close()
  const seconds = round(times.toSorted((a, b) => a - b)[1]!)
  say(`${due} things on 90 days, read in ${seconds} s (of three: ${times.map(round).join(', ')})`)
  return {
    bench: 'forecast',
    scale,
    unit: 's',
    ours: seconds,
    atTarget: round((seconds * target.dossiers) / scale),
    isExtrapolated: scale !== target.dossiers,
    target: target.seconds,
    due,
    byKind: slowest,
  }
}
