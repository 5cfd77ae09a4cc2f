import type { ApiKeyActor } from '#src/kernel/actor.ts'
import { json, type Answer } from '#src/web/answer.ts'
import type { Visit } from '#src/web/visit.ts'

const keyOf = (visit: Visit): ApiKeyActor => {
  if (visit.ctx.actor.kind !== 'api_key') throw new Error('this route lacks its guard')
  return visit.ctx.actor
}

/** GET /v1/: whose key this is, so that it can be tried before anything else is there. */
export const showKeyOwner = async (visit: Visit): Promise<Answer> => {
  const { merchantId, mode } = keyOf(visit)
  return json({ merchant: merchantId, live_mode: mode === 'live' })
}
