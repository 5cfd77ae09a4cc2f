import { checkLedger, type LedgerProof } from '#src/ledger/checkLedger.ts'
import { openProgram } from './open-program.ts'

const tell = ({ entries, postings, merchants, invariants, fault }: LedgerProof): string =>
  fault
    ? `The books do NOT hold: ${fault.invariant}: ${fault.subject}: ${fault.detail}`
    : `The books hold: ${entries} entries, ${postings} postings, ${merchants} merchants; ${invariants} invariants proved.`

export const checkLedgerByHand = async ({ json = false }: { json?: boolean }): Promise<void> => {
  const program = await openProgram()
  try {
    const proof = await checkLedger(program.database.db)
    if (json) console.log(JSON.stringify(proof))
    else if (proof.ok) console.log(tell(proof))
    else console.error(tell(proof))
    if (!proof.ok) process.exitCode = 1
  } finally {
    await program.close()
  }
}
