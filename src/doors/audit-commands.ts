import { readFile } from 'node:fs/promises'
import { faultText } from '#src/audit/finding.ts'
import { lateText } from '#src/audit/lateness.ts'
import { verifyAuditTrail, type Verification } from '#src/audit/verifyAuditTrail.ts'
import { verifyClosedRegister, type ClosedVerification } from '#src/audit/verifyClosedRegister.ts'
import { checkKeptHead, type HeadFault, type KeptHead } from '#src/chainHeads/checkKeptHead.ts'
import { isGoingOnFromNewest } from '#src/chainHeads/registerEnd.ts'
import { wallClock } from '#src/platform/clock.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { openProgram } from './open-program.ts'

const headFaults: Record<HeadFault, string> = {
  unreadable: 'the file is not a head of our chain',
  other_key: 'it was signed with another key than ours',
  not_signed: 'its signature does not match its content: the file was changed',
  cut_off: 'the chain of today ends before it: its end was cut off',
  rewritten: 'the block it names is not the same today: the chain was rewritten',
  register_cut:
    'the register of the closed compartment does not go on from the end that it bears: events of it were taken away or written anew',
}

const sayChain = ({ ok, events, blocks, head, ms, faults, findings, late }: Verification): void => {
  const speed = ms > 0 ? `, ${Math.round(events / (ms / 1_000))} a second` : ''
  if (ok)
    console.log(
      `The history is intact: ${events} events in ${blocks} sealed blocks${head ? `; the last is ${head.number}, ${head.hash}` : ''} (${(ms / 1_000).toFixed(1)} s${speed}).`,
    )
  else console.error(
      `The history is NOT intact: ${faults} fault(s).\n${findings.map((one) => `  - ${faultText(one)}`).join('\n')}${faults > findings.length ? `\n  … and ${faults - findings.length} more` : ''}`,
    )
  if (late.count > 0)
    console.error(
      `${late.count} event(s) were not sealed within five minutes of their instant:\n${late .named .map((one) => `  - ${lateText(one)}`) .join('\n')}${late.count > late.named.length ? `\n  … and ${late.count - late.named.length} more` : ''}`,
    )
}

const sayKept = (kept: KeptHead): void => {
  if (kept.ok)
    console.log(
      `The chain goes on from the head of ${kept.head.day}: block ${kept.head.block}, ${kept.head.events} events, is the same today, and ${kept.since} block(s) follow it.`,
    )
  else console.error(`The chain does NOT go on from that head${kept.head ? ` of ${kept.head.day}` : ''}: ${headFaults[kept.fault]}.`)
}

/**
 * Also against the newest head that was made of the history: who brings back a mark of before, with its rows, does not bring back the head.
 */
const verifyRegister = async (db: ReadDb): Promise<ClosedVerification> => {
  const closed = await verifyClosedRegister(db)
  return (await isGoingOnFromNewest(db))
    ? closed
    : {
      ...closed,
      ok: false,
      wrong: [
        ...(closed.wrong ?? []),
        'it does not go on from the end that the newest head of the chain bears: events were taken away or written anew',
      ],
    }
}

type Options = { against?: string; json?: boolean }

/**
 * Walks the history and the register of the closed compartment; of the register it says nothing but that it is not intact. Exit 1 for any
 * fault.
 */
export const verifyAudit = async ({ against, json = false }: Options): Promise<void> => {
  const text = against === undefined ? null : await readFile(against, 'utf8')
  const program = await openProgram()
  try {
    const { db } = program.database
    const proof = await verifyAuditTrail(db, { now: wallClock() })
    const [kept, closed] = [text === null ? null : await checkKeptHead(db, text), await verifyRegister(db)]
    if (json) console.log(JSON.stringify({ ...proof, against: kept, register: closed }))
    else {
      sayChain(proof)
      if (kept) sayKept(kept)
      if (!closed.ok)
        console.error(
          `The register of the closed compartment is NOT intact${closed.fault === null ? '' : `, from its event ${closed.fault} on`}:\n${(closed.wrong ?? []).map((one) => `  - ${one}`).join('\n')}`,
        )
    }
    if (!proof.ok || !closed.ok || kept?.ok === false) process.exitCode = 1
  } finally {
    await program.close()
  }
}
