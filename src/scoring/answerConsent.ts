import { readIban } from '#src/mandates/vault.ts'
import { findMandates } from '#src/mandates/mandates.sql.ts'
import { findPayers } from '#src/payers/payers.sql.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { moveScoring } from './moveScoring.ts'
import { openBankingOf, type FiguresAnswer } from './openBanking.ts'
import { accountFigures, scoreOf } from './score.ts'
import { actionOf, scoringLifecycle, stateAt, type ConsentStep } from './scoring.ts'
import { findScoringByToken, lockScoring, type ScoringRow } from './scorings.sql.ts'

const ibanOf = async (tx: Tx, mandateId: string | null): Promise<string | null> => {
  const mandate = mandateId === null ? undefined : (await findMandates(tx.db, [mandateId])).get(mandateId)
  return mandate ? readIban(tx.db, mandate) : null
}

/** What the bank says; figures that cannot be are as if it had said nothing: a score made of them would be anything. */
const ask = async (tx: Tx, { id, mode, payer_id: payerId, mandate_id: mandateId }: ScoringRow): Promise<FiguresAnswer> => {
  const email = (await findPayers(tx.db, [payerId])).get(payerId)?.email ?? ''
  const answer = (await openBankingOf(mode)?.readFigures({ id, email, iban: await ibanOf(tx, mandateId) })) ?? { kind: 'unreached' }
  return answer.kind === 'figures' && !accountFigures.safeParse(answer.figures).success ? { kind: 'unreached' } : answer
}

/** The figures live in this function and nowhere else: the score is what is kept. */
const judge = async (tx: Tx, scoring: ScoringRow): Promise<ScoringRow> => {
  const answer = await ask(tx, scoring)
  if (answer.kind === 'unreached') return scoring
  if (answer.kind === 'unavailable') return moveScoring(tx, scoring, 'deny')
  const { amount_cents: amountCents, upfront_cents: upfrontCents, duration_months: months } = scoring
  return moveScoring(tx, scoring, 'succeed', scoreOf(answer.figures, { amountCents, upfrontCents, months }))
}

/** Held by its lock while the bank is asked: of two answers at once, the first is the one. */
const take = async (tx: Tx, id: string, said: ConsentStep): Promise<ScoringRow> => {
  const scoring = await lockScoring(tx.db, id)
  const action = actionOf[said]
  if (!scoringLifecycle[stateAt(scoring, tx.now)][action]) return scoring
  return said === 'success' ? judge(tx, scoring) : moveScoring(tx, scoring, action)
}

/**
 * What the payer answered at his bank, taken once: said twice, out of turn or after the six hours, it changes nothing; nor where his bank
 * cannot be reached, and he may try again. Answers the scoring as it is then; null where nobody was sent there by that token.
 */
export const answerConsent = async (ctx: Ctx, token: string, said: ConsentStep): Promise<ScoringRow | null> => {
  const found = await findScoringByToken(ctx.db, token)
  return found && unit(ctx, (tx) => take(tx, found.id, said))
}
