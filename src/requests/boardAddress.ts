import { askedOf } from '#src/kernel/asked.ts'
import type { RequestPurpose, RiskLevel } from '#src/platform/db.types.ts'
import { boardGroups, boardSorts, decodePlace, encodePlace, type BoardCursor, type BoardFilter, type BoardGroup,
  type BoardSort } from './board.ts'

/** `group` null: all of them, a few rows each. */
export type BoardView = { group: BoardGroup | null; filter: BoardFilter; isMine: boolean; sort: BoardSort; cursor: BoardCursor | null }

const purposes = ['onboarding', 'refresh'] as const satisfies readonly RequestPurpose[]
export const boardRisks = ['high', 'medium', 'low'] as const satisfies readonly RiskLevel[]
export const boardPurposes = purposes

const cursorOf = (query: Record<string, unknown>): BoardCursor | null => {
  for (const direction of ['after', 'before'] as const) {
    const place = decodePlace(query[direction])
    if (place) return { direction, place }
  }
  return null
}

/** What an address of the board asks for. What it says wrongly it does not say: a list is never refused. */
export const readBoardAddress = (query: Record<string, unknown>, readerId: string): BoardView => {
  const isMine = query['owner'] === 'me'
  return {
    group: askedOf(boardGroups, query['group']),
    sort: askedOf(boardSorts, query['sort']) ?? 'due',
    cursor: cursorOf(query),
    isMine,
    filter: { purpose: askedOf(purposes, query['purpose']), risk: askedOf(boardRisks, query['risk']), openedBy: isMine ? readerId : null },
  }
}

/** What an address says of the filters, for links and hidden fields. */
export const saidOf = ({ group, filter, isMine, sort, cursor }: BoardView): Record<string, string> => ({
  ...(group ? { group } : {}),
  ...(filter.purpose ? { purpose: filter.purpose } : {}),
  ...(isMine ? { owner: 'me' } : {}),
  ...(filter.risk ? { risk: filter.risk } : {}),
  ...(sort === 'due' ? {} : { sort }),
  ...(cursor ? { [cursor.direction]: encodePlace(cursor.place) } : {}),
})

export const boardAddress = (view: BoardView, path = '/console/clocks'): string => {
  const said = new URLSearchParams(saidOf(view)).toString()
  return said ? `${path}?${said}` : path
}
