import { newId } from '#src/kernel/ids.ts'
import { openDossier } from '#src/dossiers/openDossier.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { createMerchantKey } from '#src/platform/merchant-keys.ts'
import { hashPassword, passwordProblem, verifyPassword } from '#src/platform/password.ts'
import { record } from '#src/platform/record.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { writeMail } from '#src/notifications/writeMail.ts'
import { invalid } from '#src/kernel/errors.ts'
import { insertMerchant } from './merchants.sql.ts'
import { changeUser, insertUser, lockAddress, lockUserByEmail, type MerchantUserRow } from './merchantUsers.sql.ts'
import { sendAccountLink } from './sendAccountLink.ts'

export type SignUp = {
  email: string
  password: string
  lang: 'fr' | 'en'
  ticket?: string
  /** Only for the demo, whose logins share one password: judged and hashed once for all of them. */
  passwordHash?: string
}
type Facts = { email: string; password: string; passwordHash: string; lang: 'fr' | 'en' }

const openMerchant = async (tx: Tx, { email, passwordHash, lang }: Facts): Promise<MerchantUserRow> => {
  const merchantId = newId('mrch', tx.now)
  await insertMerchant(tx.db, { id: merchantId, language: lang, created_at: tx.now, state_changed_at: tx.now })
  const user = await insertUser(tx.db, {
    id: newId('user', tx.now),
    merchant_id: merchantId,
    email,
    password_hash: passwordHash,
    language: lang,
    last_contact_at: tx.now,
    created_at: tx.now,
  })
  await createMerchantKey(tx, merchantId)
  const dossierId = await openDossier(tx, merchantId)
  await record(tx, 'merchant.signed_up', {
    subject: merchantId,
    merchantId,
    data: { userId: user.id, dossierId, lang },
    personal: { email },
  })
  return user
}

/**
 * Not activated yet. A stranger may repeat somebody's sign-up with a password of his own: where they differ, neither counts, and whoever
 * proves to hold the mailbox chooses one with the newest link. Whoever was invited chooses his in any case.
 */
const startAgain = async (tx: Tx, user: MerchantUserRow, { password, lang }: Facts): Promise<MerchantUserRow> => {
  const isDisputed = user.is_password_disputed || (user.password_hash !== '' && !(await verifyPassword(user.password_hash, password)))
  await changeUser(tx.db, user.id, { is_password_disputed: isDisputed, language: lang })
  await record(tx, 'account.sign_up_repeated', { subject: user.id, merchantId: user.merchant_id, data: { isActivated: false } })
  return { ...user, is_password_disputed: isDisputed, language: lang }
}

const hourOf = (at: Date): string => at.toISOString().slice(0, 13)

/** The holder of the address is told, at most once an hour; whoever typed it learns nothing. */
const tellHolder = async (tx: Tx, user: MerchantUserRow): Promise<void> => {
  await record(tx, 'account.sign_up_repeated', { subject: user.id, merchantId: user.merchant_id, data: { isActivated: true } })
  await writeMail(tx, {
    template: 'already_registered',
    to: { address: user.email, lang: user.language, merchantId: user.merchant_id },
    subjectId: user.id,
    dedupeKey: `already_registered:${user.id}:${hourOf(tx.now)}`,
    values: { link: '/merchant/sign-in' },
  })
}

const hashGood = async (password: string, email: string): Promise<string> => {
  const problem = passwordProblem(password, [email])
  if (problem) throw invalid({ password: problem })
  return hashPassword(password)
}

/**
 * Opens an account, not active until the link is followed. The answer is the same whether the address is known or not: what differs
 * goes to the mailbox. `merchantId` is for our own callers (the demo, tests), null where the address had an active account.
 */
export const signUpMerchant = async (
  ctx: Ctx,
  { email, password, lang, ticket, passwordHash }: SignUp,
): Promise<{ merchantId: string | null }> => {
  const facts: Facts = { email, password, passwordHash: passwordHash ?? (await hashGood(password, email)), lang }
  return unit(ctx, async (tx) => {
    if (!(await takeTicket(tx, ticket))) return { merchantId: null }
    await lockAddress(tx.db, email)
    const known = await lockUserByEmail(tx.db, email)
    if (known?.activated_at) {
      await tellHolder(tx, known)
      return { merchantId: null }
    }
    const user = known ? await startAgain(tx, known, facts) : await openMerchant(tx, facts)
    await sendAccountLink(tx, user, 'activation')
    return { merchantId: user.merchant_id }
  })
}
