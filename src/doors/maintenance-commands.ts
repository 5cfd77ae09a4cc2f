import { system } from '#src/kernel/actor.ts'
import { closeApi, openApi } from '#src/operations/maintenance.ts'
import { wallClock } from '#src/platform/clock.ts'
import { openCtx, type Ctx } from '#src/platform/ctx.ts'
import { openProgram } from './open-program.ts'

const within = async (work: (ctx: Ctx) => Promise<string>): Promise<void> => {
  const program = await openProgram()
  try {
    console.log(await work(openCtx({ actor: system('command-line'), now: wallClock(), db: program.database.db })))
  } finally {
    await program.close()
  }
}

export const closeByHand = ({ reason }: { reason: string }): Promise<void> =>
  within(async (ctx) => ((await closeApi(ctx, reason))
    ? 'The payment API is closed: calls are answered 503 until `vigie maintenance off`.'
    : 'It was closed already.')
  )

export const openByHand = (): Promise<void> =>
  within(async (ctx) => ((await openApi(ctx)) ? 'The payment API is open.' : 'It was open already.'))
