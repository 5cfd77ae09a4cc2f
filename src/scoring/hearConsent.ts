import { system } from '#src/kernel/actor.ts'
import { actingAs, type Ctx } from '#src/platform/ctx.ts'
import { answerConsent } from './answerConsent.ts'
import type { ConsentStep } from './scoring.ts'
import type { ScoringRow } from './scorings.sql.ts'

/** `answerConsent`, in the name of the simulated bank. */
export const hearConsent = (ctx: Ctx, token: string, said: ConsentStep): Promise<ScoringRow | null> =>
  answerConsent(actingAs(ctx, system('consent-page')), token, said)
