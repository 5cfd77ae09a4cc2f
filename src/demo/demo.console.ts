import { readApiKeys } from '#src/merchants/readApiKeys.sql.ts'
import { totpCode } from '#src/staff/totp.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Columns, Fact } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { merchantPassword, staffPassword } from './demoStaff.ts'
import { findDemoStaff, findExamples, type Example } from './examples.sql.ts'

// The logins of a trial, with the codes an authenticator would show. Its route is not hung in production (routes({ isTrial })).

const stepMs = 30_000

const columnsOf = ({ t }: Visit, names: readonly string[]): Columns =>
  Object.fromEntries(names.map((name, at) => [name, { label: t(`demo:column.${name}`), isLead: at === 0 }]))

const keyFacts = async ({ ctx, t }: Visit, example: Example | undefined): Promise<{ title: string; facts: Fact[] } | null> => {
  if (example?.kind !== 'validated') return null
  const keys = (await readApiKeys(ctx.db, example.merchantId)).filter(({ mode, clear }) => mode === 'test' && clear !== null)
  return { title: t('demo:keys', { name: example.name }), facts: keys.map(({ kind, clear }) => ({ label: t(`demo:key.${kind}`), id: clear ?? '' })) }
}

/** GET /dev/logins: who can sign in, with which password, and the code of this half minute and of the next. */
export const showLogins = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  const [staff, examples] = await Promise.all([findDemoStaff(ctx.db), findExamples(ctx.db)])
  const next = new Date(Math.ceil((ctx.now.getTime() + 1) / stepMs) * stepMs)
  return view('demo/logins', {
    title: t('demo:title'), sentence: t('demo:sentence'),
    empty: { title: t('demo:empty_title'), text: t('demo:empty_text'), icon: 'users' },
    staffFacts: [{ label: t('demo:password'), id: staffPassword }], merchantFacts: [{ label: t('demo:password'), id: merchantPassword }],
    changesAt: t('demo:changes', { seconds: Math.ceil((next.getTime() - ctx.now.getTime()) / 1_000) }),
    staff: staff.map(({ email, name, role, totpSecret }) => ({ email, name, role: t(`web:role.${role}`), code: totpCode(totpSecret, ctx.now), later: totpCode(totpSecret, next) })),
    staffColumns: columnsOf(visit, ['email', 'role', 'code', 'later']),
    merchants: examples.map(({ kind, email, name }) => ({ email, name, shows: t(`demo:example.${kind}`) })), merchantColumns: columnsOf(visit, ['email', 'shows']),
    keys: await keyFacts(visit, examples[0]),
  })
}
