import { conflict, forbidden } from '#src/kernel/errors.ts'
import { mustBeProposal, proposalMark } from '#src/kernel/proposal.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { previewMoves } from './previewMoves.ts'
import { dayFrom, mustBeSecond, mustMay, mustSayWhy } from './second.ts'
import { changeTable, lockTables, readRules, type TableRow } from './tables.sql.ts'

const lockProposed = async (tx: Tx): Promise<TableRow> => {
  const found = (await lockTables(tx.db)).find(({ state }) => state === 'proposed')
  if (!found) throw conflict('state_has_changed')
  return found
}

/** The proposal that a second person has before him. */
export const tableMark = ({ proposed_by: by, proposed_at: at }: Pick<TableRow, 'proposed_by' | 'proposed_at'>): string =>
  proposalMark({ by, at })

const lockForSecond = async (tx: Tx, proposal: string): Promise<TableRow> => {
  const proposed = await lockProposed(tx)
  mustBeSecond(tx.actor, proposed.proposed_by)
  mustBeProposal(proposal, { by: proposed.proposed_by, at: proposed.proposed_at })
  return proposed
}

/**
 * The second person signs the table with the moves he has before him (`seen`). 403, `four_eyes` to the first; 409 `state_has_changed`,
 * `figures_have_changed` where others would move now, `proposal_has_changed` where it is not `proposal` (`tableMark`).
 */
export const signTable = (ctx: Ctx, { seen, proposal }: { seen: string; proposal: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx.actor, 'ratings.decide')
    const proposed = await lockForSecond(tx, proposal)
    const validFrom = dayFrom(proposed.valid_from, tx.now)
    const preview = await previewMoves(tx, await readRules(tx.db, validFrom, { table: { ...proposed, valid_from: validFrom } }))
    if (preview.seen !== seen) throw conflict('figures_have_changed')
    await changeTable(tx.db, proposed.id, { state: 'signed', valid_from: validFrom, decided_by: tx.actor.id, decided_at: tx.now })
    await record(tx, 'risk_table.signed', {
      subject: proposed.id,
      data: { version: proposed.version, validFrom, moves: preview.moves.length },
    })
  })

/** The second person does not sign, and says why. 403; 409; 422. */
export const declineTable = (ctx: Ctx, { reason, proposal }: { reason: string; proposal: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx.actor, 'ratings.decide')
    mustSayWhy(reason)
    const proposed = await lockForSecond(tx, proposal)
    await changeTable(tx.db, proposed.id, { state: 'declined', decided_by: tx.actor.id, decided_at: tx.now, decline_reason: reason })
    await record(tx, 'risk_table.declined', { subject: proposed.id, data: { version: proposed.version } })
  })

/** Whoever proposed it thinks better of it. 403 to anybody else. */
export const withdrawTable = (ctx: Ctx): Promise<void> =>
  unit(ctx, async (tx) => {
    const proposed = await lockProposed(tx)
    if (proposed.proposed_by !== tx.actor.id) throw forbidden()
    await changeTable(tx.db, proposed.id, { state: 'withdrawn', decided_by: tx.actor.id, decided_at: tx.now })
    await record(tx, 'risk_table.withdrawn', { subject: proposed.id, data: { version: proposed.version } })
  })
