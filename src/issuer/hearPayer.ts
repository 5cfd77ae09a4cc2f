import { system } from '#src/kernel/actor.ts'
import { answerAuthentication, type AuthenticationStep } from '#src/payments/answerAuthentication.ts'
import type { PaymentRow } from '#src/payments/payments.sql.ts'
import { actingAs, type Ctx } from '#src/platform/ctx.ts'

/** `answerAuthentication`, in the name of the simulated bank. */
export const hearPayer = (ctx: Ctx, token: string, step: AuthenticationStep): Promise<PaymentRow | null> =>
  answerAuthentication(actingAs(ctx, system('issuer-page')), token, step)
