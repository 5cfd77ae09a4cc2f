import { sql } from 'kysely'
import { startScratchPostgres } from './src/platform/scratch-postgres.ts'
import { migrateToLatest } from './src/platform/migrate.ts'
import { openDatabase } from './src/platform/db.ts'
import { openCtx } from './src/platform/ctx.ts'
import { system } from './src/kernel/actor.ts'
import { useMasterKey } from './src/platform/crypto.ts'
import { sealAuditTrail } from './src/audit/sealAuditTrail.ts'
import { verifyAuditTrail } from './src/audit/verifyAuditTrail.ts'
import { readHistory } from './src/audit/readHistory.sql.ts'
useMasterKey(Buffer.alloc(32, 7))
const pg = await startScratchPostgres()
try {
  await migrateToLatest(pg.connectionString)
  const { db, close } = openDatabase(pg.connectionString)
  const N = 300_000
  let t = performance.now()
  const lap = (name: string) => { console.log(name, Math.round(performance.now() - t), 'ms'); t = performance.now() }
  await sql`with e as (insert into audit_events (at, event, subject_id, merchant_id, actor_kind, actor_id, request_id, data)
    select timestamptz '2026-01-01' + n * interval '7 seconds', (array['dossier.validated','document.accepted','mail.sent','review.claimed'])[1 + n % 4], 'doss_' || n % 5000, null, (array['staff','system','merchant'])[1 + n % 3]::actor_kind, 'a' || n % 50, 'r', jsonb_build_object('n', n, 'from', 'submitted', 'to', 'validated') from generate_series(1, ${N}) n returning id)
    insert into audit_unsealed select id from e`.execute(db)
  await sql`analyze`.execute(db)
  lap('insert')
  console.log(await sealAuditTrail(openCtx({ actor: system('x'), now: new Date(), db })).then(r => r.done)); lap('seal')
  console.log(process.memoryUsage().rss >> 20, 'MB')
  console.log(await verifyAuditTrail(db)); lap('verify')
  console.log(await verifyAuditTrail(db, { recomputeLast: 10 })); lap('verify 10')
  console.log(process.memoryUsage().rss >> 20, 'MB')
  for (const [name, filter] of Object.entries({ all: {}, noun: { noun: 'staff' }, noun2: { noun: 'dossier' }, subject: { subjectId: 'doss_7' }, actor: { actorId: 'a7' }, kind: { actorKind: 'merchant' as const }, from: { from: new Date('2026-01-10'), to: new Date('2026-01-11') } })) {
    await readHistory(db, filter); t = performance.now(); await readHistory(db, filter); lap(name)
    await readHistory(db, filter, { before: { at: '2026-01-12T00:00:00.000000Z', id: 5 } }); lap(name + ' deep')
  }
  await close()
} finally { await pg.stop() }
