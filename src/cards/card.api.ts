import { z } from 'zod'
import { isId } from '#src/kernel/ids.ts'
import { api, noSuch, seconds, type Call } from '#src/web/endpoint.ts'
import type { Route } from '#src/web/route.ts'
import { cardChange, cardInput, type CardChange, type CardInput } from './card.ts'
import { findCard, type CardRow } from './cards.sql.ts'
import { createCard } from './createCard.ts'
import { deleteCard } from './deleteCard.ts'
import { updateCard } from './updateCard.ts'

const networks = ['national', 'mastercard', 'visa'] as const
export const cardAnswer = z.object({
  id: z.string(),
  brand: z.string().nullable(),
  country: z.string().nullable(),
  created: z.int(),
  exp_month: z.int(),
  exp_year: z.int(),
  external_id: z.string().nullable(),
  funding: z.enum(['credit', 'debit', 'prepaid', 'universal', 'charge', 'deferred']).nullable(),
  last4: z.string(),
  live_mode: z.boolean(),
  name: z.string().nullable(),
  nature: z.enum(['personnal', 'corporate']).nullable(),
  network: z.enum(networks).nullable(),
  preferred_network: z.enum(networks).nullable(),
  tokenize: z.boolean(),
  zip_code: z.string().nullable(),
})
export type CardAnswer = z.output<typeof cardAnswer>

/**
 * A card as the wire shows it: never its number or CVC. "personnal" is how version 1 spells it, and what clients compare with (spec/api.md
 * §6).
 */
export const cardOnWire = (card: CardRow): CardAnswer => ({
  id: card.id,
  brand: card.brand,
  country: card.country,
  created: seconds(card.created_at),
  exp_month: card.exp_month,
  exp_year: card.exp_year,
  external_id: card.external_id,
  funding: card.funding,
  last4: card.last4,
  live_mode: card.mode === 'live',
  name: card.name,
  nature: card.nature === 'personal' ? 'personnal' : card.nature,
  network: card.network,
  preferred_network: card.preferred_network,
  tokenize: card.tokenize,
  zip_code: card.zip_code,
})

const idOf = ({ params }: Pick<Call, 'params'>): string => {
  const id = params['id'] ?? ''
  if (!isId('card', id)) throw noSuch('card', id)
  return id
}

const shown = (id: string, row: CardRow | null): CardAnswer => {
  if (!row) throw noSuch('card', id)
  return cardOnWire(row)
}

const show = async (call: Call): Promise<CardAnswer> => shown(idOf(call), await findCard(call.ctx.db, call, idOf(call)))
const create = async (call: Call<CardInput>): Promise<CardAnswer> => cardOnWire(await createCard(call.ctx, call, call.body))
const update = async (call: Call<CardChange>): Promise<CardAnswer> =>
  shown(idOf(call), await updateCard(call.ctx, call, idOf(call), call.body))
const remove = async (call: Call): Promise<void> => {
  if (!(await deleteCard(call.ctx, call, idOf(call)))) throw noSuch('card', idOf(call))
}

const tag = 'Cards'
export const cardRoutes: Route[] = [
  api.post('/cards', { summary: 'Create a card', tag, body: cardInput, answer: cardAnswer, refusals: [409] }, create),
  api.get('/cards/:id', { summary: 'Get a card', tag, answer: cardAnswer, refusals: [404] }, show),
  api.patch('/cards/:id', { summary: 'Update a card', tag, body: cardChange, answer: cardAnswer, refusals: [404, 409] }, update),
  api.delete('/cards/:id', { summary: 'Delete a card', tag, refusals: [404] }, remove),
]
