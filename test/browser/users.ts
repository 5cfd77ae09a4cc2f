import type { StaffActor } from '#src/kernel/actor.ts'
import { visitor } from '#src/kernel/actor.ts'
import { activateAccount } from '#src/merchants/activateAccount.ts'
import { addUser } from '#src/merchants/addUser.ts'
import { findUser } from '#src/merchants/merchantUsers.sql.ts'
import { removeUser } from '#src/merchants/removeUser.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import type { Stop } from '#test/browser/tour.ts'

/** Beside the first user of a merchant: one who is active, one who is invited, one who was removed. */
export const addUsers = async (
  ctx: Ctx,
  db: Database,
  { user, agent }: { user: string; agent: string },
): Promise<Record<'usersMerchant' | 'usersActive', string>> => {
  const merchantId = (await findUser(db, user))!.merchant_id
  const by: Ctx = { ...ctx, actor: { kind: 'staff', id: agent, name: 'Tour', roles: ['agent'] } satisfies StaffActor }
  const add = async (name: string, email: string, reason: string): Promise<string> =>
    (await addUser(by, { merchantId, name, email, language: 'fr', askedBy: 'telephone', reason }))!
  const active = await add(
    'Sophie Le Bihan',
    'sophie.lebihan@partage.example',
    'Le gérant, rappelé au numéro du dossier : elle suit les contestations.',
  )
  const { text_body: letter } = await db
    .selectFrom('mails')
    .select('text_body')
    .where('template', '=', 'invitation')
    .where('subject_id', '=', active)
    .executeTakeFirstOrThrow()
  await activateAccount({ ...ctx, actor: visitor }, /activate\/([0-9A-Za-z]+)/.exec(letter ?? '')?.[1] ?? '', {
    password: 'Lanterne-Brume-4-Sentier',
  })
  await add(
    'Bruno Tanguy-Kermarrec',
    'bruno.tanguy-kermarrec@cabinet-comptable-de-la-rade.example',
    'Courriel du gérant : son nouveau comptable.',
  )
  const gone = await add('Denis Abgrall', 'denis.abgrall@partage.example', 'Courriel du gérant.')
  await removeUser(by, { merchantId, userId: gone, reason: 'A quitté l’entreprise, dit le gérant au téléphone.' })
  return { usersMerchant: merchantId, usersActive: active }
}

export const userStops = (links: Record<string, string>): Stop[] => {
  const here = `/console/merchants/${links['usersMerchant']}`
  return [
    { route: '/console/merchants/:id', name: 'merchant-users', as: 'agent', path: here },
    { route: '/console/merchants/:id', name: 'merchant-users-auditor', as: 'auditor', path: here },
    { route: '/console/merchants/:id/users/new', name: 'user-new', as: 'agent', path: `${here}/users/new` },
    {
      route: '/console/merchants/:id/users/:user/remove',
      name: 'user-remove',
      as: 'officer',
      path: `${here}/users/${links['usersActive']}/remove`,
    },
  ]
}
