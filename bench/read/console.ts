import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { checkDocuments } from '#src/checks/checkDocuments.ts'
import { readDocuments } from '#src/documents/readDocuments.ts'
import { closeOcr } from '#src/platform/ocr.ts'
import { beginStopping } from '#src/platform/stopping.ts'
import { useStorage } from '#src/platform/storage.ts'
import { openGround, round, say, type Ground } from '../ground.ts'
import type { BenchResult } from '../index.ts'
import { dossierOf, dossiersFor, fill, send } from './caseload.ts'
import { peakOfChildren } from './children.ts'
import type { Picture } from './pictures.ts'
import { besideResult, openConsole, type Pages, summarise, type Summary, type Walk, walkIdle } from './visits.ts'

/** Its pieces were read and compared before anything is measured: its page is the same before and during. */
const looked = { number: 1, pieces: 8 }
/** Beyond so many seconds a page nothing is measured any more: something is wrong. */
const longest = (pages: number): number => 120 + 8 * pages

const countRead = async ({ database }: Ground): Promise<number> =>
  Number(
    (await database
      .db
      .selectFrom('documents')
      .select(({ fn }) => fn.countAll().as('count'))
      .where('reading_state', 'in', [
        'read',
        'failed',
      ])
      .executeTakeFirstOrThrow())
      .count,
  )

type Beside = { isOver: () => boolean; since: () => number }

/** What the worker does beside: pieces that were read are compared, some seconds after the bell. */
const compareBeside = async (ground: Ground, { isOver }: Beside): Promise<void> => {
  while (!isOver()) {
    await pause(2_000)
    await checkDocuments(ground.ctx('check-documents'))
  }
}

/** Says how far it is every ten seconds; what takes too long is told to end. */
const watch = async (ground: Ground, pages: number, { isOver, since }: Beside): Promise<number> => {
  let peak = 0
  for (let seconds = 0; !isOver(); seconds++) {
    await pause(1_000)
    peak = Math.max(peak, peakOfChildren() ?? 0)
    if (seconds % 10 === 9) say(`${(await countRead(ground)) - looked.pieces} of ${pages} pages, ${Math.round(since())} s`)
    if (since() > longest(pages)) beginStopping()
  }
  return peak
}

type Read = { seconds: number; peak: number | null; times: Pages<number[]> }

/** Two at once, by the worker's own job, until nothing waits; meanwhile an analyst goes from page to page. */
const readBeside = async (ground: Ground, pages: number, walk: Walk): Promise<Read> => {
  const start = performance.now()
  let isRead = false
  const beside: Beside = { isOver: () => isRead, since: () => (performance.now() - start) / 1_000 }
  const reading = readDocuments(ground.ctx('read-documents'))
    .then(({ done, failed }) => ({ done, failed, seconds: beside.since() }))
    .finally(() => {
      isRead = true
    })
  const [{ done, failed, seconds }, times, peak] = await Promise.all([
    reading,
    walk(beside.isOver),
    watch(ground, pages, beside),
    compareBeside(ground, beside),
  ])
  if (done !== pages) throw new Error(`${done} of ${pages} pages were read, ${failed} failed, in ${Math.round(seconds)} s`)
  return { seconds, peak: peak || null, times }
}

const resultOf = (pages: number, idle: Pages<Summary>, { seconds, peak, times }: Read): BenchResult => ({
  bench: 'read',
  pages,
  ...besideResult(idle, summarise(times)),
  target: 'ratio (while reading / before) <= 1.5',
  seconds: round(seconds, 1),
  pagesAMinute: round((pages / seconds) * 60, 1),
  peakMegabytes: peak,
})

const prepare = async (ground: Ground, pictures: Picture[], pages: number): Promise<void> => {
  await fill(ground, looked.number + dossiersFor(pages))
  await send(ground, pictures, looked.pieces, looked.number)
  await readDocuments(ground.ctx('read-documents'))
  await checkDocuments(ground.ctx('check-documents'))
  await send(ground, pictures, pages, looked.number + 1)
}

/**
 * Target: while `pages` pages are read, two documents at once, the console's pages take at most 1.5 × what they take when nothing is read.
 */
export const run = async (pictures: Picture[], pages: number): Promise<BenchResult> => {
  const [ground, folder] = [await openGround(), await mkdtemp(join(tmpdir(), 'vigie-bench-files-'))]
  await useStorage(folder)
  const { walk, close } = await openConsole(ground, dossierOf(looked.number))
  try {
    await prepare(ground, pictures, pages)
    const idle = await walkIdle(walk)
    say(`before: ${JSON.stringify(idle)}; reading ${pages} pages…`)
    return resultOf(pages, idle, await readBeside(ground, pages, walk))
  } finally {
    await closeOcr()
    close()
    await ground.close()
    await rm(folder, { recursive: true, force: true })
  }
}
