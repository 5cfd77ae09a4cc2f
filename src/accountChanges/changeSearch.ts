import { askedOf, askedText } from '#src/kernel/asked.ts'
import { isId } from '#src/kernel/ids.ts'
import { accountChangeStates, type AccountChangeState } from './accountChange.ts'

export const changeShelves = [...accountChangeStates, 'all'] as const
export type ChangeShelf = AccountChangeState | 'all'
export const changeSorts = ['oldest', 'newest'] as const
export type ChangeSort = (typeof changeSorts)[number]
export type ChangeQuery = { shelf: ChangeShelf; sort: ChangeSort | null; search: string; after: string | null }

/** What waits, the oldest first; of what is over, the newest. */
export const sortOf = ({ shelf, sort }: ChangeQuery): ChangeSort => sort ?? (shelf === 'asked' ? 'oldest' : 'newest')

/** What is no answer of ours is as if it were not there. */
export const readChangeQuery = (query: Record<string, unknown>): ChangeQuery => {
  const after = askedText(query['after'], 40)
  return {
    shelf: askedOf(changeShelves, query['shelf']) ?? 'asked',
    sort: askedOf(changeSorts, query['sort']),
    search: askedText(query['q'], 200),
    after: isId('acch', after) ? after : null,
  }
}

export const changesAddress = (path: string, { shelf, sort, search, after }: ChangeQuery): string => {
  const said = new URLSearchParams({
    ...(shelf === 'asked' ? {} : { shelf }),
    ...(sort ? { sort } : {}),
    ...(search ? { q: search } : {}),
    ...(after ? { after } : {}),
  })
  return said.size > 0 ? `${path}?${said}` : path
}
