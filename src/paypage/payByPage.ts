import { system, type World } from '#src/kernel/actor.ts'
import { chargeAuthenticated } from '#src/payments/chargeAuthenticated.ts'
import { payFromPage } from '#src/payments/payFromPage.ts'
import { actingAs, type Ctx } from '#src/platform/ctx.ts'

/** Nobody is signed in on the payment page: what happens to the payment there is the page's doing. */
const page = system('payment-page')

/** `payFromPage`, for a visitor. */
export const payByPage = (ctx: Ctx, world: World, paymentId: string, way: Parameters<typeof payFromPage>[3]): Promise<void> =>
  payFromPage(actingAs(ctx, page), world, paymentId, way)

/** The payer has authenticated and the money was not asked for: it is now. Once, however often this is called. */
export const finishByPage = (ctx: Ctx, paymentId: string): Promise<void> => chargeAuthenticated(actingAs(ctx, page), paymentId)
