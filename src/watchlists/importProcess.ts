import { system } from '#src/kernel/actor.ts'
import { workApart } from '#src/platform/apart-child.ts'
import { openCtx } from '#src/platform/ctx.ts'
import { readImport, type ImportEnd } from './readImport.ts'

/** The child in which a list is read, compared and written: sixty megabytes of XML keep nobody at a page waiting. */
export type ImportTask = { id: string; at: Date; requestId: string }

workApart<ImportTask, ImportEnd>((db, { id, at, requestId }) =>
  readImport(openCtx({ actor: system('import-watchlists'), now: at, db, requestId }), id)
)
