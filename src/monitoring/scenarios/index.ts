import type { Scenario, ScenarioId } from '../scenario.ts'
import { highTicket, roundAmounts, structuring } from './amounts.ts'
import { binConcentration, cardTesting, foreignCards, prepaidCards } from './cards.ts'
import { rapidInOut, selfPayment, sharedAttributes } from './people.ts'
import { debitReturns, disputeRatio, refundRatio } from './returns.ts'
import { mismatch, nightSales, quasiCash, taxFraud } from './trade.ts'
import { newcomer, velocity, wakeUp } from './volume.ts'

/** Every scenario there is (rules.md §2.1), in its order. */
export const scenarios: readonly Scenario[] = [
  structuring,
  refundRatio,
  disputeRatio,
  velocity,
  wakeUp,
  newcomer,
  mismatch,
  foreignCards,
  roundAmounts,
  highTicket,
  cardTesting,
  binConcentration,
  nightSales,
  selfPayment,
  rapidInOut,
  debitReturns,
  sharedAttributes,
  prepaidCards,
  taxFraud,
  quasiCash,
]

const byId = new Map(scenarios.map((one) => [one.id, one]))
export const scenarioOf = (id: ScenarioId): Scenario => byId.get(id)!
