import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { sql } from 'kysely'
import { listColumns } from '#src/backups/catalog.sql.ts'
import { makeBackup } from '#src/backups/makeBackup.ts'
import { restoreBackup } from '#src/backups/restoreBackup.ts'
import { openCopyLine } from '#src/platform/copy.ts'
import { unit } from '#src/platform/ctx.ts'
import { createMerchantKey } from '#src/platform/merchant-keys.ts'
import { newPersonKey } from '#src/platform/person-keys.ts'
import { record } from '#src/platform/record.ts'
import { useStorage } from '#src/platform/storage.ts'
import type { BenchResult } from './index.ts'
import { addMerchants, id, now, openGround, round, say, settle, type Ground } from './ground.ts'

export const usual = 1_000_000
const merchants = 200
/** Payments of each payer: each payer has a key of his own. */
const each = 10
const step = 50_000

const addKeys = async ({ ctx }: Ground, from: number, to: number): Promise<void> =>
  unit(ctx('bench'), async (tx) => {
    const rows = []
    for (let i = from; i <= to; i++)
      rows.push(
        (await newPersonKey(tx, {
          subject: `cust_${String(i).padStart(24, '0')}`,
          within: null,
          merchantId: `mrch_${String(1 + (i % merchants)).padStart(24, '0')}`,
        }))
          .row,
      )
    for (let at = 0; at < rows.length; at += 5_000) await tx.db.insertInto('person_keys').values(rows.slice(at, at + 5_000)).execute()
    await record(tx, 'bench.filled', { subject: 'bench' })
  })

const fill = async (ground: Ground, scale: number): Promise<void> => {
  const { db } = ground.database
  await addMerchants(ground.database, 1, merchants)
  await unit(ground.ctx('bench'), async (tx) => {
    for (let i = 1; i <= merchants; i++) await createMerchantKey(tx, `mrch_${String(i).padStart(24, '0')}`)
    await record(tx, 'bench.filled', { subject: 'bench' })
  })
  const payers = Math.ceil(scale / each)
  const merchant = sql.raw(`'mrch_' || lpad((1 + i % ${merchants})::text, 24, '0')`)
  for (let from = 1; from <= payers; from += step) {
    const to = Math.min(payers, from + step - 1)
    await sql`insert into payers (id, merchant_id, mode, name, email, created_at) select ${id('cust')}, ${merchant}, 'live', 'Acheteur ' || i, 'acheteur' || i || '@vigie.test', ${now} from generate_series(${from}::int, ${to}::int) i`
      .execute(db)
    await addKeys(ground, from, to)
  }
  for (let from = 1; from <= scale; from += 250_000) {
    await sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, order_id, payer_id, description, device, response, created_at, processed_at)
      select ${id('paym')}, ${merchant}, 'live', 'canceled', 1000 + i % 9000, 'eur', 'o' || i, 'cust_' || lpad((1 + i % ${payers})::text, 24, '0'), 'Commande ' || i, jsonb_build_object('ip', '198.51.100.' || i % 250), '00', ${now}::timestamptz - i * interval '3 seconds', ${now}
      from generate_series(${from}::int, ${Math.min(scale, from + 249_999)}::int) i`
      .execute(db)
    say(`${Math.min(scale, from + 249_999)} payments…`)
  }
  await settle(ground.database)
}

/** The same tables as they are, packed as ours are, one after the other. */
const bare = async ({ url, database }: Ground, folder: string): Promise<void> => {
  const line = await openCopyLine(url)
  for (const table of (await listColumns(database.db)).keys())
    await pipeline(line.out(`select * from "${table}"`), createGzip({ level: 3 }), createWriteStream(join(folder, `${table}.gz`)))
  await line.close()
}

const timed = async <T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> => {
  const start = performance.now()
  return { value: await work(), seconds: (performance.now() - start) / 1_000 }
}

const sizeOf = async (folder: string): Promise<number> =>
  (await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size))).reduce(
    (sum, size) => sum + size,
    0,
  )

/**
 * No issue sets a target: what sealing each person's words under his own key costs, beside the tables copied as they are; and the way back.
 */
export const run = async (scale: number): Promise<BenchResult> => {
  const [ground, other, folder] = [await openGround(), await openGround(), await mkdtemp(join(tmpdir(), 'vigie-bench-backup-'))]
  try {
    await useStorage(join(folder, 'store'))
    await fill(ground, scale)
    const raw = await timed(() => bare(ground, folder))
    const ours = await timed(() =>
      makeBackup(ground.ctx('bench'), { url: ground.url, to: join(folder, 'to'), keys: join(folder, 'keys'), keptDays: 35 })
    )
    const peak = Math.round(process.resourceUsage().maxRSS / 1_024)
    const back = await timed(() =>
      restoreBackup(other.ctx('bench'), { url: other.url, from: ours.value.folder, keys: ours.value.keysFolder })
    )
    const { rows } = back.value
    return {
      bench: 'backup',
      scale,
      unit: 'rows a second',
      rows,
      ours: round(rows / ours.seconds),
      raw: round(rows / raw.seconds),
      ratio: round(raw.seconds / ours.seconds),
      seconds: round(ours.seconds, 1),
      restoreSeconds: round(back.seconds, 1),
      lost: back.value.lost,
      megabytes: Math.round((await sizeOf(ours.value.folder)) / 1e6),
      peakMegabytes: peak,
    }
  } finally {
    await Promise.all([ground.close(), other.close()])
    await rm(folder, { recursive: true, force: true })
  }
}
