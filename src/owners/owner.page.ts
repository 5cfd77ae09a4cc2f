import type { Permission } from '#src/kernel/permissions.ts'
import type { Action, Fact, Field } from '#src/web/components.ts'
import { formatInstant } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import type { InHand } from './owner.ts'
import { listColleagues } from './owners.sql.ts'

/** `ownerName`: null where nobody has it. */
export type Owned = InHand & { ownerName: string | null }
type Colleague = { id: string; name: string }

const isMine = (visit: Visit, { owner_id: owner }: InHand): boolean => owner === staffOf(visit).id

/** Who has it, and since when, at the head of its page. */
export const ownerFact = (visit: Visit, one: Owned): Fact => {
  const { t, lang } = visit
  const text = isMine(visit, one) ? t('owners:you') : one.ownerName ?? t('web:word.nobody')
  return {
    label: t('owners:label'),
    text,
    ...(one.claimed_at ? { note: t('owners:since', { when: formatInstant(one.claimed_at, lang) }) } : {}),
  }
}

/** What this person may do about whose it is; where it is another's, why he may not. `claim`: how the room says it. */
export const ownerActions = (
  visit: Visit,
  one: Owned,
  { path, claim, mayWork }: { path: string; claim: string; mayWork: boolean },
): Action[] => {
  if (!mayWork) return []
  const { t } = visit
  const handOver: Action = { label: t('web:verb.hand_over'), href: `${path}/hand-over`, kind: 'plain', icon: 'swap' }
  if (one.owner_id === null) return [handOver, { label: claim, post: `${path}/claim`, kind: 'plain', icon: 'hand', key: 'c' }]
  if (isMine(visit, one)) return [{ label: t('web:verb.release'), post: `${path}/release`, kind: 'quiet' }, handOver]
  return staffOf(visit).roles.includes('officer')
    ? [handOver]
    : [{ label: claim, reason: t('owners:missing.held', { who: one.ownerName ?? '' }) }]
}

/** Whose it is, in a line of a queue; `claim`: where its button sends, empty where there is none. */
export const ownerCells = (visit: Visit, one: Owned, { path, mayClaim }: { path: string; mayClaim: boolean }) => ({
  owner: one.ownerName ?? '',
  isMine: isMine(visit, one),
  claim: mayClaim && one.owner_id === null ? `${path}/claim` : '',
})

/** The filter of a queue by whose it is: one's own first, then nobody's, then each colleague's. */
export const ownerFilter = (visit: Visit, owner: string | null, colleagues: readonly Colleague[]): Field => {
  const { t } = visit
  const me = staffOf(visit).id
  const others = colleagues.filter(({ id }) => id !== me).map(({ id, name }) => ({ value: id, label: name }))
  return {
    name: 'owner',
    type: 'select',
    label: t('owners:label'),
    value: owner ?? '',
    options: [{ value: '', label: t('web:word.all') }, { value: me, label: t('owners:me') }, {
      value: 'nobody',
      label: t('web:word.nobody'),
    }, ...others],
  }
}

/** To whom it may be given; an officer may take over what another has. */
export const colleagueField = async (
  visit: Visit,
  { owner_id: owner }: Pick<InHand, 'owner_id'>,
  permission: Permission,
): Promise<Field> => {
  const { t, ctx } = visit
  const others = (await listColleagues(ctx.db, permission)).filter(({ id }) => id !== (owner ?? ctx.actor.id))
  return {
    name: 'to',
    type: 'select',
    label: t('owners:hand_over.to'),
    isRequired: true,
    options: [{ value: '', label: t('owners:hand_over.choose') }, ...others.map(({ id, name }) => ({ value: id, label: name }))],
  }
}

/** The button that takes the next; where nothing is free it says why it is missing. */
export const nextAction = (
  { t }: Visit,
  { label, post, count, hasFree }: { label: string; post: string; count: number; hasFree: boolean },
): Action => (hasFree
  ? { label, post, key: 'n', icon: 'arrow-right' }
  : { label, reason: t(count > 0 ? 'owners:missing.none_free' : 'owners:missing.none_waits') })
