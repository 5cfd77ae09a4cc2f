import type { World } from '#src/kernel/actor.ts'
import { conflict } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import type { CardInput } from './card.ts'
import type { CardRow } from './cards.sql.ts'
import { addOrFindCard } from './knowCard.ts'

/**
 * 409 with the id of the one there is, where number and expiry are known (spec/api.md §3). A CVC is checked in form and forgotten: nothing
 * is authorised here.
 */
export const createCard = (ctx: Ctx, world: World, input: CardInput): Promise<CardRow> =>
  unit(ctx, async (tx) => {
    const { card, isNew } = await addOrFindCard(tx, world, input, '')
    if (!isNew) throw conflict('card_exists', { id: card.id })
    return card
  })
