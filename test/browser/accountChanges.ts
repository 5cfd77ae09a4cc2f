import { sql } from 'kysely'
import { askAccountChange } from '#src/accountChanges/askAccountChange.ts'
import { declineAccountChange } from '#src/accountChanges/declineAccountChange.ts'
import { checkDossier } from '#src/checks/checkDossier.ts'
import { readOne } from '#src/documents/readOne.ts'
import type { MerchantActor, StaffActor } from '#src/kernel/actor.ts'
import { hashPassword } from '#src/platform/password.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { freshIban, ribOf } from '#test/accountChanges/ground.ts'

const password = 'Tournesol-Pluie-7-Ancre'

/** A change that waits, with a RIB that says something else; one that was declined; and one on the account of another merchant. */
export const addAccountChanges = async (
  ctx: Ctx,
  db: Database,
  { user, officer }: { user: string; officer: string },
): Promise<Record<'accountChange' | 'accountChangeDeclined' | 'accountChangeShared', string>> => {
  const { rows: users } = await sql<{ id: string; merchantId: string; name: string; holder: string }>`select distinct on (u.merchant_id) u.id, u.merchant_id as "merchantId", u.name, c.name as holder from merchant_users u join merchants m on m.id = u.merchant_id
    join dossiers d on d.merchant_id = m.id join companies c on c.dossier_id = d.id where u.activated_at is not null and m.state = 'validated' and d.state = 'validated' order by u.merchant_id, u.id limit 3`
    .execute(db)
  const own =
    (await sql<(typeof users)[number]>`select u.id, u.merchant_id as "merchantId", u.name, c.name as holder from merchant_users u join dossiers d on d.merchant_id = u.merchant_id join companies c on c.dossier_id = d.id where u.id = ${user}`
      .execute(db))
      .rows[0]!
  const [second] = users.filter(({ merchantId }) => merchantId !== own.merchantId)
  const ask = async ({ id, merchantId, name, holder }: typeof own, iban: string, onPaper: string): Promise<string> => {
    await sql`update merchant_users set password_hash = ${await hashPassword(
      password,
    )}, failed_attempts = 0, locked_until = null where id = ${id}`
      .execute(db)
    const actor: MerchantActor = { kind: 'merchant', id, merchantId, name }
    return (await askAccountChange({ ...ctx, actor }, {
      iban,
      bic: '',
      holder,
      password,
      file: { fileName: 'rib.pdf', bytes: await ribOf({ iban: onPaper, holder }) },
    }))
      .id
  }
  const by: Ctx = { ...ctx, actor: { kind: 'staff', id: officer, name: 'Tour', roles: ['officer'] } satisfies StaffActor }
  const accountChangeDeclined = await ask(own, freshIban(), freshIban())
  await declineAccountChange(by, accountChangeDeclined, { reason: 'holder_differs', note: 'Le compte est au nom d’un tiers.' })
  const { iban: elsewhere } =
    (await sql<{ iban: string }>`select a.iban from payout_accounts a join dossiers d on d.id = a.dossier_id where d.merchant_id = ${own.merchantId} and a.replaced_at is null`
      .execute(db))
      .rows[0]!
  const accountChange = await ask(own, freshIban(), freshIban())
  const accountChangeShared = await ask(second!, elsewhere, elsewhere)
  // these pieces alone: the other pages of the tour show what still waits to be read
  const mine = await db
    .selectFrom('documents')
    .selectAll()
    .where('requirement_key', '=', 'payout_account_change')
    .where('state', '=', 'received')
    .execute()
  for (const piece of mine) {
    await sql`update documents set reading_state = 'reading', reading_attempts = 1, reading_seen_at = ${ctx.now} where id = ${piece.id}`
      .execute(db)
    await readOne(() => ctx, { ...piece, reading_state: 'reading', reading_attempts: 1 })
    await unit(ctx, async (tx) => void (await checkDossier(tx, piece.dossier_id)))
    await sql`delete from checks_due where dossier_id = ${piece.dossier_id}`.execute(db)
  }
  return { accountChange, accountChangeDeclined, accountChangeShared }
}
