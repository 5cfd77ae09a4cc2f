import type { Lang } from './i18n.ts'
import type { Door } from './session.ts'

export type Flash = { tone: 'good' | 'warning' | 'bad' | 'neutral'; key: string; values?: Record<string, string | number> }

export type Answer =
  | {
    kind: 'page'
    status: number
    view: string
    model: Record<string, unknown>
    layout?: 'console' | 'merchant' | 'plain' | null
    cookies?: CookieChange
    lang?: Lang
    policy?: PagePolicy
  }
  | { kind: 'redirect'; to: string; flash?: Flash; cookies?: CookieChange; language?: Lang }
  | { kind: 'file'; bytes: Buffer; mime: string; fileName: string; isInline: boolean; policy?: string }
  | { kind: 'csv'; fileName: string; lines: AsyncIterable<string> }
  | { kind: 'zip'; fileName: string; chunks: AsyncIterable<Uint8Array> }
  | { kind: 'json'; status: number; body: unknown }
  | { kind: 'nothing' }

/** Headers of a page that others may frame, in place of the program's own (`framedPolicy`). */
export type PagePolicy = { 'Content-Security-Policy': string; 'Integrity-Policy': string }

/** What happens to the session cookie of a door. */
export type CookieChange = { door: Door; token: string | null }

/** A page: `model.title` is its title; the layout follows the door unless said. */
export const view = (name: string, model: Record<string, unknown> & { title: string }, status = 200): Answer => ({
  kind: 'page',
  status,
  view: name,
  model,
})
/** A piece of a page, for a poll: no layout. */
export const fragment = (name: string, model: Record<string, unknown>): Answer => ({
  kind: 'page',
  status: 200,
  view: name,
  model,
  layout: null,
})
/** 303: the act is done, the browser reads on. */
export const seeOther = (to: string, flash?: Flash): Answer => ({ kind: 'redirect', to, flash })
export const good = (key: string, values?: Flash['values']): Flash => ({ tone: 'good', key, values })
export const file = (bytes: Buffer, mime: string, fileName: string, isInline = false): Answer => ({
  kind: 'file',
  bytes,
  mime,
  fileName,
  isInline,
})
/** 204: done, and nothing to say. */
export const nothing = (): Answer => ({ kind: 'nothing' })
export const json = (body: unknown, status = 200): Answer => ({ kind: 'json', status, body })
