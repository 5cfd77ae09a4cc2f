import { createHash } from 'node:crypto'
import type { Role } from '#src/kernel/permissions.ts'
import { totpSecretOf } from '#src/staff/totp.ts'

/** Known to everybody who reads this file: a trial's logins, never anybody's. */
export const staffPassword = 'Corail-Menhir-47-Brume'
export const merchantPassword = 'Falaise-Tournesol-38-Granit'

export type DemoStaff = { email: string; name: string; role: Role; totpSecret: string }

/** The same on every machine, so that an authenticator set up once serves again. */
const secretOf = (email: string): string => totpSecretOf(createHash('sha256').update(`vigie demo ${email}`).digest())

const person = (role: Role, name: string, email: string): DemoStaff => {
  const address = `${email}@vigie.example`
  return { email: address, name, role, totpSecret: secretOf(address) }
}

export const demoStaff: readonly DemoStaff[] = [
  person('analyst', 'Claire Fontanel', 'claire.fontanel'),
  person('analyst', 'Mehdi Bensaïd', 'mehdi.bensaid'),
  person('analyst', 'Louise Aubertin', 'louise.aubertin'),
  person('officer', 'Antoine Delmas', 'antoine.delmas'),
  person('officer', 'Sophie Marchetti', 'sophie.marchetti'),
  person('agent', 'Julien Kerbrat', 'julien.kerbrat'),
  person('agent', 'Aïcha Diallo', 'aicha.diallo'),
  person('auditor', 'Hélène Roussel', 'helene.roussel'),
  person('administrator', 'Thomas Nguyen', 'thomas.nguyen'),
]
