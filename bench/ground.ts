import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { system } from '#src/kernel/actor.ts'
import { useMasterKey } from '#src/platform/crypto.ts'
import { openCtx, type Ctx } from '#src/platform/ctx.ts'
import { openDatabase, type OpenedDatabase } from '#src/platform/db.ts'
import { startEmbeddedPostgres } from '#src/platform/embedded-postgres.ts'
import { log } from '#src/platform/log.ts'
import { migrateToLatest } from '#src/platform/migrate.ts'

export type Ground = { database: OpenedDatabase; url: string; now: Date; ctx: (name: string) => Ctx; close: () => Promise<void> }

/** Everything in the benches happens at this instant. */
export const now = new Date('2026-11-22T10:00:00Z')

/** A PostgreSQL with the settings of production (fsync and synchronous commit on), in a folder of its own, migrated. */
export const openGround = async (connections = 40): Promise<Ground> => {
  useMasterKey(Buffer.alloc(32, 7))
  const dataDir = await mkdtemp(join(tmpdir(), 'vigie-bench-'))
  const server = await startEmbeddedPostgres({ dataDir, log })
  await migrateToLatest(server.connectionString)
  const database = openDatabase(server.connectionString, { max: connections })
  const close = async (): Promise<void> => {
    await database.close()
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  return { database, url: server.connectionString, now, ctx: (name) => openCtx({ actor: system(name), now, db: database.db }), close }
}

export const say = (line: string): void => console.error(line)

export const id = (prefix: string) => sql.raw(`('${prefix}_' || lpad(i::text, 24, '0'))`)

/** `count` merchants with a submitted dossier, numbered from `from`: what every bench stands on. */
export const addMerchants = async ({ db }: OpenedDatabase, from: number, to: number): Promise<void> => {
  const numbers = sql`generate_series(${from}::int, ${to}::int) i`
  await sql`insert into merchants (id, state, name, search_name, created_at, state_changed_at)
    select ${id('mrch')}, 'onboarding', 'Société ' || i, 'societe ' || i, ${now}, ${now} from ${numbers}`
    .execute(db)
  await sql`insert into dossiers (id, merchant_id, state, created_at, updated_at) select ${id('doss')}, ${id('mrch')}, 'submitted', ${now}, ${now} from ${numbers}`
    .execute(db)
}

/** Of merchants from..to, an account whose RIB was accepted: who is owed money can be paid. */
export const addProvedAccounts = async ({ db }: OpenedDatabase, from: number, to: number): Promise<void> => {
  const numbers = sql`generate_series(${from}::int, ${to}::int) i`
  await sql`insert into staff (id, email, name, password_hash, created_at) values ('staf_bench', 'bench@vigie.test', 'Bench', 'none', ${now}), ('staf_second', 'second@vigie.test', 'Bench', 'none', ${now}) on conflict do nothing`
    .execute(db)
  await sql`insert into payout_accounts (id, dossier_id, iban, holder, created_at) select ${id('pacc')}, ${id('doss')}, 'FR1420041010050500013M02606', 'Bench ' || i, ${now} from ${numbers}`
    .execute(db)
  await sql`insert into documents (id, merchant_id, dossier_id, requirement_key, kind, file_name, type, mime, byte_count, sha256, page_count, storage_key, uploaded_by, uploaded_at, state, decided_by, decided_at)
    select ${id('docu')}, ${id('mrch')}, ${id('doss')}, 'payout_account_proof', 'payout_account_proof', 'rib.pdf', 'pdf', 'application/pdf', 10, sha256(('rib' || i)::bytea), 1, ${id('docu')}, 'bench', ${now}, 'accepted',
      'staf_bench', ${now} from ${numbers}`
    .execute(db)
}

export const timedRate = async (work: () => Promise<number>): Promise<{ rate: number; count: number; seconds: number }> => {
  const start = performance.now()
  const count = await work()
  const seconds = (performance.now() - start) / 1_000
  return { rate: count / seconds, count, seconds }
}

export const settle = async ({ db }: OpenedDatabase): Promise<void> => {
  await sql`vacuum analyze`.execute(db)
  await sql`checkpoint`.execute(db).catch(() => {})
}

export const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits))

/** Median milliseconds of a work, after a few rounds to warm up. */
export const timed = async (work: () => Promise<unknown>, rounds = 60): Promise<number> => {
  for (let i = 0; i < 10; i++) await work()
  const times: number[] = []
  for (let i = 0; i < rounds; i++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return median(times)
}
