import { system } from '#src/kernel/actor.ts'
import { workApart } from '#src/platform/apart-child.ts'
import { openCtx } from '#src/platform/ctx.ts'
import { fetchList, type FetchEnd } from './fetchList.ts'
import type { ListRow } from './watchlists.sql.ts'

/** The child in which a list is fetched, read, compared and written: a server with one process goes on answering meanwhile. */
export type FetchTask = { list: ListRow; at: Date; requestId: string }

workApart<FetchTask, FetchEnd>((db, { list, at, requestId }) =>
  fetchList(openCtx({ actor: system('fetch-watchlists'), now: at, db, requestId }), list)
)
