import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { openProgram } from './open-program.ts'

export const migrate = async (): Promise<void> => {
  const program = await openProgram({ migrates: true })
  await program.close()
  console.log('The database is at the newest schema.')
}

export const verifyAudit = async (): Promise<void> => {
  const program = await openProgram()
  try {
    const proof = await verifyAuditTrail(program.database.db)
    if (proof.ok) console.log(`The history is intact: ${proof.events} events in ${proof.blocks} sealed blocks${proof.head ? `; the last is ${proof.head.number}, ${proof.head.hash}` : ''}.`)
    else console.error(`The history is NOT intact: ${proof.fault}`)
    if (!proof.ok) process.exitCode = 1
  } finally {
    await program.close()
  }
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
