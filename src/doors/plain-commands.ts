import { openProgram } from './open-program.ts'

export const migrate = async (): Promise<void> => {
  const program = await openProgram({ migrates: true })
  await program.close()
  console.log('The database is at the newest schema.')
}

export const buildDemo = async ({ merchants, seed }: { merchants: number; seed: number }): Promise<void> => {
  const [{ buildPortfolio }, { buildTrade }] = await Promise.all([import('#src/demo/buildPortfolio.ts'), import('#src/demo/buildTrade.ts')])
  const program = await openProgram({ migrates: true })
  try {
    await buildPortfolio(program.database, { merchants, seed, say: (line) => console.log(line) })
    const made = await buildTrade(program.database, { debtor: program.config.payoutDebtor! })
    if (made !== 'not_due') console.log(`${made.payments} payments of ${made.merchants} merchants, in ${made.seconds.toFixed(1)} s`)
  } finally {
    await program.close()
  }
}
