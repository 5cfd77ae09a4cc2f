import { system } from '#src/kernel/actor.ts'
import type { Role } from '#src/kernel/permissions.ts'
import { wallClock } from '#src/platform/clock.ts'
import { openCtx } from '#src/platform/ctx.ts'
import { addStaff } from '#src/staff/addStaff.ts'
import { openProgram } from './open-program.ts'

/** Prints the one-time password and the TOTP secret once, to the terminal of whoever added the account. */
export const addStaffByHand = async ({ email, name, role }: { email: string; name: string; role: Role }): Promise<void> => {
  const program = await openProgram()
  try {
    const ctx = openCtx({ actor: system('command-line'), now: wallClock(), db: program.database.db })
    const added = await addStaff(ctx, { email, name, roles: [role], lang: 'fr', withTotp: true })
    console.log(`Account:            ${email} (${role})\nOne-time password:  ${added.password}\nTOTP secret:        ${added.totpSecret}`)
  } finally {
    await program.close()
  }
}
