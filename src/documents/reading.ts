import { Refusal } from '#src/kernel/errors.ts'

/** A reader silent for so long is dead: a page alone may take one minute. */
const silentMinutes = 10
export const silentSince = (now: Date): Date => new Date(now.getTime() - silentMinutes * 60_000)

/** A piece on which the reader failed so often is left to human eyes, and to a retry by hand. */
export const mostAttempts = 3

/** What became of an attempt: the file itself is at fault, the reader was, or we are stopping. */
export type ReadingFailure = { code: string; next: 'failed' | 'waiting'; isCounted: boolean }

const codeOf = (error: unknown): string => {
  if (error instanceof Refusal) return error.code
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code.toLowerCase() : 'unreadable'
}

/** A file that was refused will be refused again; whatever else happens may pass. */
export const failureOf = (error: unknown, attempt: number): ReadingFailure => {
  const code = codeOf(error)
  if (code === 'ocr_closed') return { code, next: 'waiting', isCounted: false }
  const isFinal = attempt >= mostAttempts || (error instanceof Refusal && error.status === 422)
  return { code, next: isFinal ? 'failed' : 'waiting', isCounted: true }
}

const unkeepable = /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** What PostgreSQL keeps in no text: zero bytes and half characters, which broken fonts do give. */
export const keepable = (text: string): string => text.replace(unkeepable, '\ufffd')
