import type { World } from '#src/kernel/actor.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { beforeAndAfter, differing } from '#src/kernel/changes.ts'
import { conflict, invalid } from '#src/kernel/errors.ts'
import { isSame } from '#src/platform/crypto.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { isDuplicate } from '#src/platform/duplicate.ts'
import { record } from '#src/platform/record.ts'
import type { CardChange } from './card.ts'
import { findCard, findSameCard, findVault, lockCard, setDestroyOn, updateCardRow, type CardRow } from './cards.sql.ts'
import { mustBeCurrent } from './knowCard.ts'
import { destroyOn } from './retention.ts'
import { panHash } from './vault.ts'

/** Another number is another card; and one whose number is destroyed does not come back to life by a later date. */
const checkChange = async (tx: Tx, card: CardRow, changed: Partial<CardRow>, number: string | undefined): Promise<void> => {
  if (number !== undefined && !isSame(panHash(number), card.pan_hash)) throw invalid({ number: 'cannot be changed: create another card' })
  if (changed.exp_month === undefined && changed.exp_year === undefined) return
  mustBeCurrent({ ...card, ...changed }, tx.now, '')
  if ((await findVault(tx.db, card.id))?.destroyed_at)
    throw invalid({ exp_year: 'cannot be changed: the number of this card was destroyed on its date, create it again' })
}

const change = async (tx: Tx, card: CardRow, { number, ...said }: CardChange): Promise<CardRow> => {
  const changed = differing<CardRow>(card, said as Partial<CardRow>)
  await checkChange(tx, card, changed, number)
  if (Object.keys(changed).length === 0) return card
  const row = await updateCardRow(tx.db, card.id, changed)
  await setDestroyOn(tx.db, card.id, destroyOn(row, parisDay(card.created_at)))
  await record(tx, 'card.updated', {
    subject: row.id,
    merchantId: row.merchant_id,
    data: { mode: row.mode },
    personal: beforeAndAfter(card, changed),
  })
  return row
}

/** With its new expiry it would be one that is on file: 409 with that one's id. */
const asConflict = (ctx: Ctx, world: World, id: string, { exp_month, exp_year }: CardChange) => async (error: unknown): Promise<never> => {
  if (!isDuplicate(error, 'cards_same')) throw error
  const card = await findCard(ctx.db, world, id)
  const other = card &&
    (await findSameCard(ctx.db, world, {
      pan_hash: card.pan_hash,
      exp_month: exp_month ?? card.exp_month,
      exp_year: exp_year ?? card.exp_year,
    }))
  throw conflict('card_exists', { id: other?.id ?? id })
}

/** Null: no such card. What is not said stays as it is. */
export const updateCard = (ctx: Ctx, world: World, id: string, said: CardChange): Promise<CardRow | null> =>
  unit(ctx, async (tx) => {
    const card = await lockCard(tx.db, world, id)
    return card && change(tx, card, said)
  })
    .catch(asConflict(ctx, world, id, said))
