import { readApiKeys } from '#src/merchants/readApiKeys.sql.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { merchantPassword, staffPassword } from './demoStaff.ts'
import { findDemoStaff, findExamples, type Example, type ExampleKind } from './examples.sql.ts'

const shows: Record<ExampleKind, string> = {
  validated: 'validated, live keys',
  asked: 'pieces asked for, the clock runs',
  draft: 'filling in the dossier',
  with_us: 'dossier with us',
  deactivated: 'switched off after 30 days',
  suspended: 'suspended',
  rejected: 'refused',
}

const keysOf = async (db: ReadDb, { merchantId, name }: Example): Promise<string[]> => {
  const keys = (await readApiKeys(db, merchantId)).filter(({ mode, clear }) => mode === 'test' && clear !== null)
  return ['', `Test keys of ${name}:`, ...keys.map(({ kind, clear }) => `  ${kind.padEnd(8)} ${clear}`)]
}

/**
 * What to print once the doors of a trial are open: a login of each role, three merchants, a pair of test keys. Empty where there is no
 * demo. The code of this half minute cannot be printed in advance: a page shows it.
 */
export const demoLogins = async (db: ReadDb): Promise<string[]> => {
  const staff = await findDemoStaff(db)
  if (staff.length === 0) return []
  const examples = (await findExamples(db)).slice(0, 3)
  const width = Math.max(...staff.map(({ email }) => email.length), ...examples.map(({ email }) => email.length))
  return [
    '',
    `Staff logins, password ${staffPassword} (current codes at /dev/logins):`,
    ...staff.map(({ role, email, totpSecret }) => `  ${role.padEnd(14)} ${email.padEnd(width)}  TOTP ${totpSecret}`),
    '',
    `Merchant logins, password ${merchantPassword}:`,
    ...examples.map(({ kind, email }) => `  ${email.padEnd(width)}  ${shows[kind]}`),
    ...(examples[0]?.kind === 'validated' ? await keysOf(db, examples[0]) : []),
  ]
}
