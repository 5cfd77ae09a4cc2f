import type { World } from '#src/kernel/actor.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { beforeAndAfter } from '#src/kernel/changes.ts'
import { invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { newPersonKey } from '#src/platform/person-keys.ts'
import { record } from '#src/platform/record.ts'
import { binOf } from './bins.ts'
import { expiryFault, type CardInput, type Expiry } from './card.ts'
import { insertOrFindCard, updateCardRow, type CardRow } from './cards.sql.ts'
import { destroyOn } from './retention.ts'
import { keepPan, panHash } from './vault.ts'

export type Known = { card: CardRow; isNew: boolean }

/** Deleted between two looks, it is made anew; no card is deleted that often. */
const mostTries = 5

/** Throws 400 naming `exp_year` or `exp_month`; `path` goes before: 'card.' where the card stands in a payment. */
export const mustBeCurrent = (expiry: Expiry, now: Date, path: string): void => {
  const faults = Object.entries(expiryFault(expiry, parisDay(now)))
  if (faults.length > 0) throw invalid(Object.fromEntries(faults.map(([name, said]) => [path + name, said])))
}

const add = async (tx: Tx, { merchantId, mode }: World, input: CardInput): Promise<Known | null> => {
  const { number, exp_month, exp_year, name, zip_code, external_id, preferred_network, tokenize = true } = input
  const bin = binOf(number)
  // past the watch, which would take it for a change also where nothing was made
  const known = await insertOrFindCard(tx.db.withoutPlugins(), {
    ...bin,
    id: newId('card', tx.now),
    merchant_id: merchantId,
    mode,
    pan_hash: panHash(number),
    first6: number.slice(0, 6),
    last4: number.slice(-4),
    exp_month,
    exp_year,
    tokenize,
    name: name ?? null,
    zip_code: zip_code ?? null,
    external_id: external_id ?? null,
    preferred_network: preferred_network ?? null,
    created_at: tx.now,
  })
  if (!known?.isNew) return known
  tx.watch.note('cards')
  const { card } = known
  await keepPan(tx.db, card.id, number, destroyOn(card, parisDay(tx.now)))
  const { brand, country, last4 } = card
  await record(tx, 'card.created', {
    subject: card.id,
    merchantId,
    data: { mode, brand, country, last4, tokenize },
    personal: { name: card.name, zip_code: card.zip_code },
    firstKey: await newPersonKey(tx, { subject: card.id, within: null, merchantId }),
  })
  return known
}

/**
 * The card of this number and expiry: made, unless it is on file. Two at once make one. One that is not to be kept (`tokenize: false`) is
 * always made, and never found again. Throws 400 where it has expired.
 */
export const addOrFindCard = async (tx: Tx, world: World, input: CardInput, path: string): Promise<Known> => {
  mustBeCurrent(input, tx.now, path)
  for (let attempt = 1; attempt <= mostTries; attempt++) {
    const known = await add(tx, world, input)
    if (known) return known
  }
  throw new Error('a card came and went at every look')
}

/** What was not known of it yet; what was is not put in question by a payment. */
const complete = async (tx: Tx, card: CardRow, { name, zip_code }: CardInput): Promise<CardRow> => {
  const change: Partial<CardRow> = {
    ...(card.name === null && name ? { name } : {}),
    ...(card.zip_code === null && zip_code ? { zip_code } : {}),
  }
  if (Object.keys(change).length === 0) return card
  const row = await updateCardRow(tx.db, card.id, change)
  await record(tx, 'card.updated', {
    subject: card.id,
    merchantId: card.merchant_id,
    data: { mode: card.mode },
    personal: beforeAndAfter(card, change),
  })
  return row
}

/**
 * The card that a payment brings along: the known one where number and expiry are the same, else a new one; it never conflicts (spec/api.md
 * §6). The CVC of the input goes no further than the caller. Throws 400 where it has expired.
 */
export const knowCard = async (tx: Tx, world: World, input: CardInput, path = 'card.'): Promise<CardRow> => {
  const { card, isNew } = await addOrFindCard(tx, world, input, path)
  return isNew ? card : complete(tx, card, input)
}
