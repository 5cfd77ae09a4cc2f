import { addDays, addMonths, type Day } from '#src/kernel/calendar.ts'
import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { PurgeState } from '#src/platform/db.types.ts'
import { endOf, type Policy } from './policy.ts'

export type { PurgeState } from '#src/platform/db.types.ts'
export type PurgeAction = 'sign' | 'sign_again' | 'refuse' | 'start' | 'finish' | 'expire'

const officer = ['officer'] as const
const system = ['system'] as const
const expire = { to: 'expired', event: 'purge.expired', by: ['officer', 'system'] } as const
const refuse = { to: 'refused', event: 'purge.refused', by: officer, comment: 'required' } as const

/**
 * One run of one version of a policy over one category.
 * - previewed: its list is kept, and nothing goes. signed_once, signed_twice: by two people, on that very list (rules.md §3.2, first run of
 *   a rule).
 * - running: in batches; a run that was killed goes on where it stood. done: certified.
 * - refused: one person said no. expired: another version holds meanwhile, or another list was asked for; what had gone by then is
 *   certified too.
 */
export const purgeLifecycle: Lifecycle<PurgeState, PurgeAction> = {
  previewed: { sign: { to: 'signed_once', event: 'purge.signed', by: officer }, refuse, expire },
  signed_once: { sign_again: { to: 'signed_twice', event: 'purge.signed', by: officer, fourEyes: true }, refuse, expire },
  signed_twice: { start: { to: 'running', event: 'purge.started', by: system }, refuse, expire: { ...expire, by: system } },
  running: { finish: { to: 'done', event: 'purge.done', by: system }, expire: { ...expire, by: system } },
  done: {},
  refused: {},
  expired: {},
}

/** The four last days of a month may all end on the last of a shorter one. */
const slack = 4

/**
 * The latest origin whose period is over on that day: what `endOf` says, turned round, so that the database compares instants. Null: as
 * long as its source, never by itself.
 */
export const lastOriginOver = (policy: Pick<Policy, 'bound' | 'period'>, day: Day): Day | null => {
  if (policy.bound === 'with_source') return null
  if (policy.bound === 'never' || !policy.period) return day
  const { length, unit } = policy.period
  let origin = addDays(unit === 'day' ? addDays(day, -length) : addMonths(day, -length), slack)
  while (endOf(policy, origin)! > day) origin = addDays(origin, -1)
  return origin
}

export const emptyHash: Buffer = Buffer.alloc(32)

/** The hash of a list, id by id in their order: a list that goes on is hashed on, wherever its batches end. */
export const hashOn = (hash: Buffer, ids: readonly string[]): Buffer =>
  ids.reduce((sum, id) => sha256(Buffer.concat([sum, Buffer.from(id)])), hash)
