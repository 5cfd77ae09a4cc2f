import { confirmBreach } from '#src/breaches/decideBreach.ts'
import { proposeBreach, type BreachProposal } from '#src/breaches/proposeBreach.ts'
import { confirmHold } from '#src/holds/decideHold.ts'
import { proposeHold, type HoldProposal } from '#src/holds/proposeHold.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { system } from '#src/kernel/actor.ts'
import { releaseHeldFunds } from '#src/releases/releaseHeldFunds.ts'
import type { House } from '#test/support/house.ts'

export type Two = { first: StaffActor; second: StaffActor }
export const twoOfficers = async (house: House): Promise<Two> => ({
  first: await house.staff('officer', 'Irène Vasseur'),
  second: await house.staff('officer', 'Paul Gérard'),
})

export const clause = {
  clauseVersion: 'cadre-2026-11',
  securedClaims: 'Paiements encore contestables, frais de réseau et sommes dues au titre du contrat.',
}

export const breach = (merchantId: string, said: Partial<BreachProposal> = {}): BreachProposal => ({
  merchantId,
  act: 'terminate',
  ground: 'prohibited_use',
  reason: 'Vente de produits interdits par les conditions d’utilisation.',
  ...clause,
  ...said,
})

export const takeBreach = async (house: House, { first, second }: Two, said: BreachProposal): Promise<string> => {
  const id = await proposeBreach(house.ctx(first), said)
  await confirmBreach(house.ctx(second), id)
  return id
}

export const wanted = (merchantId: string, said: Partial<HoldProposal> = {}): HoldProposal => ({
  merchantId,
  title: 'contract_reserve',
  amountCents: 1_000,
  currency: 'eur',
  grounds: 'Contestations en hausse.',
  reference: '',
  releaseOn: null,
  notifiedOn: null,
  ...clause,
  ...said,
})

export const placeHold = async (house: House, { first, second }: Two, said: HoldProposal): Promise<string> => {
  const id = (await proposeHold(house.ctx(first), said))!
  await confirmHold(house.ctx(second), id)
  return id
}

export const runRelease = (house: House, options: { dryRun?: boolean } = {}) =>
  releaseHeldFunds(house.ctx(system('release-held-funds'), options))
export const holdsOf = (house: House, merchantId: string) =>
  house.db.selectFrom('holds').selectAll().where('merchant_id', '=', merchantId).orderBy('id').execute()
export const stateOf = async (house: House, merchantId: string) =>
  (await house.db.selectFrom('merchants').select('state').where('id', '=', merchantId).executeTakeFirstOrThrow()).state
