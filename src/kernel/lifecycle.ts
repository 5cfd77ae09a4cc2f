import type { Actor } from './actor.ts'
import { conflict, forbidden } from './errors.ts'
import type { Held } from './permissions.ts'

/** Who may take a step: a staff role, a seat of the closed circle, the merchant, or the system (a clock that ran out). */
export type Party = Held | 'merchant' | 'system'

export type Step<State extends string> = {
  /** The state it leads to. */
  to: State
  /** The audit event it leaves, `noun.past_tense`. */
  event: string
  by: readonly Party[]
  /** Whether a reason must be given. */
  comment?: 'required' | 'optional'
  /** The person who confirms must not be the one who proposed. */
  fourEyes?: boolean
}

/** state × action → step. What is not in the table cannot happen. */
export type Lifecycle<State extends string, Action extends string> = { readonly [S in State]: { readonly [A in Action]?: Step<State> } }

export const isParty = (actor: Actor, by: readonly Party[]): boolean => {
  if (actor.kind === 'staff') return actor.roles.some((role) => by.includes(role))
  // a key is the merchant's own hand
  if (actor.kind === 'merchant' || actor.kind === 'api_key') return by.includes('merchant')
  return actor.kind === 'system' && by.includes('system')
}

/** The step an actor takes from a state. Throws 409 `state_has_changed` where the table has none, 403 where it is not his. */
export const step = <State extends string, Action extends string>(
  table: Lifecycle<State, Action>,
  state: State,
  action: Action,
  actor: Actor,
): Step<State> => {
  const found: Step<State> | undefined = table[state][action]
  if (!found) throw conflict('state_has_changed', { state, action })
  if (!isParty(actor, found.by)) throw forbidden()
  return found
}

/** The actions this actor may take now: feeds the buttons. */
export const openSteps = <State extends string, Action extends string>(
  table: Lifecycle<State, Action>,
  state: State,
  actor: Actor,
): Action[] => {
  const steps = Object.entries(table[state]) as [Action, Step<State>][]
  return steps.filter(([, one]) => isParty(actor, one.by)).map(([action]) => action)
}
