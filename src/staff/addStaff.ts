import { invalid } from '#src/kernel/errors.ts'
import { newId, newToken } from '#src/kernel/ids.ts'
import type { Role } from '#src/kernel/permissions.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { hashPassword } from '#src/platform/password.ts'
import { record } from '#src/platform/record.ts'
import { insertStaff, setRoles } from './staff.sql.ts'
import { newTotpSecret } from './totp.ts'
import { sealTotpSecret } from './totpSecrets.ts'

export type NewStaff = {
  email: string
  name: string
  roles: readonly Role[]
  lang: 'fr' | 'en'
  /** Only for the demo, whose logins are known; otherwise a one-time password is drawn. */
  password?: string
  /** Default true: the password drawn here is good for one sign-in. */
  mustChangePassword?: boolean
  /** The second factor is set up here, its secret told once, instead of at the first sign-in. */
  withTotp?: boolean
  /** Only for the demo: a secret that is known. */
  totpSecret?: string
}
export type AddedStaff = { id: string; password: string; totpSecret: string | null }

/** 16 letters and digits in groups of four: 93 bits, without those that one takes for another on paper. */
export const drawPassword = (): string => newToken().replace(/[01OIl]/g, '').slice(0, 16).replace(/(.{4})(?=.)/g, '$1-')

const insert = async (tx: Tx, id: string, facts: NewStaff, passwordHash: string, totpSecret: string | null): Promise<void> => {
  const isNew = await insertStaff(tx.db, {
    id,
    email: facts.email.trim().toLowerCase(),
    name: facts.name,
    language: facts.lang,
    password_hash: passwordHash,
    must_change_password: facts.mustChangePassword ?? true,
    created_at: tx.now,
    ...(totpSecret ? { totp_secret: sealTotpSecret(id, totpSecret), totp_enrolled_at: tx.now } : {}),
  })
  if (!isNew) throw invalid({ email: 'staff:field.email_taken' })
}

/** A new account of the staff. What it answers is shown once and kept nowhere in clear. */
export const addStaff = async (ctx: Ctx | Tx, facts: NewStaff): Promise<AddedStaff> => {
  const roles = [...new Set(facts.roles)]
  if (roles.length === 0) throw invalid({ roles: 'staff:field.no_role' })
  const password = facts.password ?? drawPassword()
  const passwordHash = await hashPassword(password)
  const totpSecret = facts.totpSecret ?? (facts.withTotp ? newTotpSecret() : null)
  return unit(ctx, async (tx) => {
    const id = newId('staf', tx.now)
    await insert(tx, id, facts, passwordHash, totpSecret)
    await setRoles(tx.db, id, roles)
    await record(tx, 'staff.added', { subject: id, data: { roles: [...roles].sort(), isEnrolled: totpSecret !== null } })
    return { id, password, totpSecret }
  })
}
