import type { Response } from 'express'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import type { Answer, Flash } from './answer.ts'
import { nameErrors } from './errorSummary.ts'
import { translator } from './i18n.ts'
import { pageModel, type PageModel } from './page-model.ts'
import type { Guard } from './route.ts'
import { renderView, type Layout } from './views.ts'
import type { Visit } from './visit.ts'

/** What a door's layout shows around every page: its columns, counts, account. Computed for each visit. */
export type Frame = Partial<PageModel>
export type Frames = {
  console: (visit: Visit) => Promise<Frame>
  merchant: (visit: Visit) => Promise<Frame>
  plain: (visit: Visit) => Promise<Frame>
}

type Page = Extract<Answer, { kind: 'page' }>

const layoutOf = (visit: Visit, guard: Guard, page: Page): 'console' | 'merchant' | 'plain' => {
  if (page.layout) return page.layout
  if (!visit.session || visit.session.isPartial) return 'plain'
  return guard.door === 'console' || guard.door === 'circle' ? 'console' : guard.door === 'merchant' ? 'merchant' : 'plain'
}

const spoken = (visit: Visit, flash: Flash | null): PageModel['flash'] =>
  flash && { tone: flash.tone, text: visit.t(flash.key, flash.values) }

export const sendPage = async (
  web: { frames: Frames; isTrial: boolean },
  visit: Visit,
  guard: Guard,
  res: Response,
  page: Page,
  flash: Flash | null,
): Promise<void> => {
  res.set('Cache-Control', 'no-store').status(page.status).type('html')
  const { ctx } = visit
  const lang = page.lang ?? visit.lang
  if (page.policy) res.set(page.policy).removeHeader('X-Frame-Options')
  const shown = nameErrors(page.model, translator(lang))
  if (page.layout === null) return void res.send(renderView(page.view, { now: ctx.now, ...shown }, { lang }))
  const layout: Layout = layoutOf(visit, guard, page)
  const frame = await web.frames[layout as 'console' | 'merchant' | 'plain'](visit)
  const title = String(page.model['title'] ?? '')
  const scripts = (page.model['scripts'] as string[] | undefined) ?? []
  const shortcuts = (page.model['shortcuts'] as PageModel['shortcuts'] | undefined) ?? frame.shortcuts ?? []
  const model = pageModel({
    lang,
    now: ctx.now,
    path: visit.path,
    trial: web.isTrial,
    ...frame,
    title,
    scripts,
    shortcuts,
    flash: spoken(visit, flash),
  })
  res.send(renderView(page.view, { ...shown, page: model, now: ctx.now }, { lang, layout }))
}

/** RFC 6266: an ASCII name for old readers, the true one beside it. */
const disposition = (fileName: string, isInline: boolean): string =>
  `${isInline ? 'inline' : 'attachment'}; filename="${fileName.replace(/[^\w.-]+/g, '_')}"; filename*=UTF-8''${encodeURIComponent(fileName).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`

/** A stored file is somebody else's: never run, never sniffed, never framed by another page. */
export const sendFile = (res: Response, answer: Extract<Answer, { kind: 'file' }>): void => {
  res.set({
    'Content-Type': answer.mime,
    'Content-Disposition': disposition(answer.fileName, answer.isInline),
    'Cache-Control': 'private, no-store',
    'Content-Security-Policy': `default-src 'none'; sandbox; frame-ancestors 'none'${answer.policy ? `; ${answer.policy}` : ''}`,
    'X-Content-Type-Options': 'nosniff',
  })
  res.send(answer.bytes)
}

/** Streams; a UTF-8 mark first, so that spreadsheets read the accents. */
export const sendCsv = async (res: Response, answer: Extract<Answer, { kind: 'csv' }>): Promise<void> => {
  res.set({
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': disposition(answer.fileName, false),
    'Cache-Control': 'private, no-store',
  })
  res.write('\ufeff')
  await pipeline(Readable.from(answer.lines), res)
}

/** Streams an archive as it is made. */
export const sendZip = async (res: Response, answer: Extract<Answer, { kind: 'zip' }>): Promise<void> => {
  res.set({
    'Content-Type': 'application/zip',
    'Content-Disposition': disposition(answer.fileName, false),
    'Cache-Control': 'private, no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  await pipeline(Readable.from(answer.chunks), res)
}
