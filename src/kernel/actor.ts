import type { Held } from './permissions.ts'

export type StaffActor = { kind: 'staff'; id: string; name: string; roles: readonly Held[] }
export type MerchantActor = { kind: 'merchant'; id: string; merchantId: string; name: string }
export type ApiKeyActor = { kind: 'api_key'; id: string; merchantId: string; mode: 'test' | 'live' }
/** Where an object of the payment API lives: one merchant's test or live world. The two never mix. */
export type World = Pick<ApiKeyActor, 'merchantId' | 'mode'>
/** What acts by itself, named after its job or command. */
export type SystemActor = { kind: 'system'; id: string }
/** Somebody who has not signed in yet: signing up, or following a link. */
export type VisitorActor = { kind: 'visitor'; id: 'visitor' }
export type Actor = StaffActor | MerchantActor | ApiKeyActor | SystemActor | VisitorActor

export const system = (name: string): SystemActor => ({ kind: 'system', id: name })
export const visitor: VisitorActor = { kind: 'visitor', id: 'visitor' }

/** The merchant whose data this actor belongs to, or null for staff and the system. */
export const merchantOf = (actor: Actor): string | null => ('merchantId' in actor ? actor.merchantId : null)
