import { z } from 'zod'
import { system } from '#src/kernel/actor.ts'
import type { Role } from '#src/kernel/permissions.ts'
import { wallClock } from '#src/platform/clock.ts'
import { openCtx } from '#src/platform/ctx.ts'
import { addStaff } from '#src/staff/addStaff.ts'
import { email, line, parse } from '#src/web/fields.ts'
import { openProgram } from './open-program.ts'

const form = z.object({ email: email(), name: line(100) })

/** Prints the one-time password and the TOTP secret once, to the terminal of whoever added the account. */
export const addStaffByHand = async ({ role, ...typed }: { email: string; name: string; role: Role }): Promise<void> => {
  const facts = parse(form, typed)
  const program = await openProgram()
  try {
    const ctx = openCtx({ actor: system('command-line'), now: wallClock(), db: program.database.db })
    const added = await addStaff(ctx, { ...facts, roles: [role], lang: 'fr', withTotp: true })
    console.log(
      `Account:            ${facts.email} (${role})\nOne-time password:  ${added.password}\nTOTP secret:        ${added.totpSecret}`,
    )
  } finally {
    await program.close()
  }
}
