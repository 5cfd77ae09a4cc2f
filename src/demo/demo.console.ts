import { readApiKeys } from '#src/merchants/readApiKeys.sql.ts'
import { totpCode } from '#src/staff/totp.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Columns } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { merchantPassword, staffPassword, type DemoStaff } from './demoStaff.ts'
import { findDemoStaff, findExamples, type Example } from './examples.sql.ts'
import { tradeProgress } from './tradeTask.ts'

// The logins of a trial, with the codes an authenticator would show. Its route is not hung in production (routes({ isTrial })).

const stepMs = 30_000
const nextStep = (now: Date): Date => new Date((Math.floor(now.getTime() / stepMs) + 1) * stepMs)

const columnsOf = ({ t }: Visit, names: readonly string[]): Columns =>
  Object.fromEntries(names.map((name, at) => [name, { label: t(`demo:column.${name}`), isLead: at === 0 }]))

const staffLine = ({ ctx, t }: Visit, { email, name, role, totpSecret }: DemoStaff) => ({
  email,
  name,
  role: t(`web:role.${role}`),
  code: totpCode(totpSecret, ctx.now),
  later: totpCode(totpSecret, nextStep(ctx.now)),
})

/** The test keys of the one whose dossier is validated. */
const keysOf = async ({ ctx, t }: Visit, example: Example | undefined) => {
  if (example?.kind !== 'validated') return null
  const keys = (await readApiKeys(ctx.db, example.merchantId)).filter(({ mode, clear }) => mode === 'test' && clear !== null)
  const lines = keys.map(({ kind, clear }) => ({ label: t(`demo:key.${kind}`), key: clear ?? '' }))
  return { title: t('demo:keys', { name: example.name }), lines }
}

/** While the trade of the demo is being made. */
const tradeLine = ({ t }: Visit): string | null => {
  const progress = tradeProgress()
  return progress && t('demo:trade', { day: progress.day, days: progress.days })
}

/** GET /dev/logins: who can sign in, with which password, and the code of this half minute and of the next. */
export const showLogins = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  const [staff, examples] = await Promise.all([findDemoStaff(ctx.db), findExamples(ctx.db)])
  const seconds = Math.ceil((nextStep(ctx.now).getTime() - ctx.now.getTime()) / 1_000)
  return view('demo/logins', {
    title: t('demo:title'),
    sentence: t('demo:sentence'),
    staffPassword,
    merchantPassword,
    changes: t('demo:changes', { seconds }),
    empty: { title: t('demo:empty_title'), text: t('demo:empty_text'), icon: 'users' },
    staff: staff.map((one) => staffLine(visit, one)),
    staffColumns: columnsOf(visit, ['email', 'code']),
    merchants: examples.map(({ kind, email, name }) => ({ email, name, shows: t(`demo:example.${kind}`) })),
    merchantColumns: columnsOf(visit, ['email', 'shows']),
    trade: tradeLine(visit),
    keys: await keysOf(visit, examples[0]),
  })
}
