import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { newToken } from '#src/kernel/ids.ts'
import { ownText } from '#src/platform/ocr/ownText.ts'
import type { Read, ReadPage } from '#src/platform/ocr.ts'
import { openPdf } from '#src/platform/pdf.ts'

type Reading = Awaited<ReturnType<Read>>
type Told = NonNullable<Parameters<Read>[1]>

/** What `unlike` (test/documents/pieces.ts) writes behind the end of a file is no part of what is read. */
const withoutTail = (bytes: Uint8Array): Uint8Array => {
  const from = Math.max(0, bytes.length - 16)
  const tail = /\n%\d+$/.exec(Buffer.from(bytes.subarray(from)).toString('latin1'))
  return tail ? bytes.subarray(0, from + tail.index) : bytes
}

const readingKept = async (place: string): Promise<Reading | null> => {
  const text = await readFile(place, 'utf8').catch(() => null)
  return text === null ? null : (JSON.parse(text) as Reading)
}

/** Whoever reads it first: another who asks meanwhile waits for what he finds, or reads himself where that came to nothing. */
const isFirst = (place: string): Promise<boolean> => mkdir(`${place}.reading`).then(() => true, () => false)
const waitFor = async (place: string): Promise<Reading | null> => {
  while (await stat(`${place}.reading`).catch(() => null)) await delay(50)
  return readingKept(place)
}

const keepReading = async (place: string, work: () => Promise<Reading>): Promise<Reading> => {
  const isOurs = await isFirst(place)
  const found = isOurs ? null : await waitFor(place)
  if (found) return found
  try {
    const reading = await work()
    const draft = `${place}.${newToken()}`
    await writeFile(draft, JSON.stringify(reading))
    await rename(draft, place)
    return reading
  } finally {
    if (isOurs) await rm(`${place}.reading`, { recursive: true })
  }
}

/** As the engine tells it: the document is open, then page by page. */
const tell = (pages: readonly ReadPage[], after: number, { onProgress }: Told): void => {
  const count = after + pages.length
  onProgress?.(after, count)
  for (const page of pages) onProgress?.(page.page, count, page)
}

/**
 * The same paper is read once a run, by whichever file of tests comes first: reading takes seconds, and what it finds is the same every
 * time. The engine's own tests (`test/platform/ocr`) ask the engine. A reading that failed is nobody's but its own. Not to be set before
 * itself: the second would wait for the first.
 */
export const rememberingReader = (engine: Read): Read => async (document, options = {}) => {
  const { bytes, type, langs = ['fra'], after = 0 } = document
  const folder = join(tmpdir(), 'vigie-readings')
  await mkdir(folder, { recursive: true })
  const place = join(folder, createHash('sha256').update([type, after, ...langs].join(' ')).update(withoutTail(bytes)).digest('hex'))
  options.signal?.throwIfAborted()
  let isRead = false
  const reading = (await readingKept(place)) ?? (await keepReading(place, () => (isRead = true, engine(document, options))))
  if (!isRead) tell(reading.pages, after, options)
  return reading
}

/**
 * Takes a PDF of text at its word, where the engine holds it against its picture for seconds: for tests that make a paper of their own for
 * every sentence, and ask what is done with what it says. Any other file is for `reader`.
 */
export const atItsWord = (reader: Read): Read => async (document, options = {}) => {
  if (document.type !== 'pdf') return reader(document, options)
  const after = document.after ?? 0
  const pdf = await openPdf(document.bytes)
  try {
    const pages = Array.from({ length: pdf.pageCount - after }, (_, at) => ownText(pdf, after + at + 1, { dpi: 200 })?.page ?? null)
    const read = pages.filter((page) => page !== null)
    if (read.length < pages.length) return await reader(document, options)
    tell(read, after, options)
    return { pages: read, engine: 'its own text' }
  } finally {
    pdf.close()
  }
}

/** For `useReader`: text at its word, the rest of the engine, once a run. */
export const readerAtItsWord = (engine: Read): Read => atItsWord(rememberingReader(engine))
