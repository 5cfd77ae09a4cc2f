import type { StaffActor } from '#src/kernel/actor.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { changeFrom, findCountryChange } from '#src/riskTables/countries.sql.ts'
import { signCountry } from '#src/riskTables/decideCountry.ts'
import { signTable } from '#src/riskTables/decideTable.ts'
import { previewMoves, type Preview } from '#src/riskTables/previewMoves.ts'
import type { RiskTable } from '#src/riskTables/riskTable.ts'
import { listTables, readRules } from '#src/riskTables/tables.sql.ts'
import type { House } from '#test/support/house.ts'
import { proposalOf } from '#test/support/proposalOf.ts'

export const tableNow = async (house: House): Promise<RiskTable> => (await readRules(house.db, parisDay(house.now()))).table

/** Signs what waits, with the moves that its page shows. */
export const decideTableFor = async (house: House, by: StaffActor): Promise<Preview> => {
  const table = (await listTables(house.db)).find(({ state }) => state === 'proposed')!
  const preview = await previewMoves(house.ctx(), await readRules(house.db, table.valid_from, { table }))
  await signTable(house.ctx(by), { seen: preview.seen, proposal: await proposalOf(house, 'table') })
  return preview
}

export const decideCountryFor = async (house: House, by: StaffActor, id: string): Promise<Preview> => {
  const row = (await findCountryChange(house.db, id))!
  const preview = await previewMoves(house.ctx(), await readRules(house.db, row.valid_from, { country: changeFrom(row) }))
  await signCountry(house.ctx(by), id, { seen: preview.seen })
  return preview
}
