import { z } from 'zod'
import { invalid } from '#src/kernel/errors.ts'
import { choice, line, optionalLine, optionalWords, whole } from '#src/web/fields.ts'
import { askReasons } from './askablePieces.ts'
import type { AskedItem } from './askForDocuments.ts'

export const longestNote = 500
const itemForm = z.object({ key: line(120), reason: choice(askReasons), note: optionalLine(longestNote) })
export const letterForm = z.object({ version: whole(1, 1_000_000_000), message: optionalWords(2_000), ticket: optionalLine(64) })

export const keysOf = (body: Record<string, unknown>): string[] => {
  const picked = Array.isArray(body['piece']) ? body['piece'] : [body['piece']]
  return [...new Set(picked.filter((one): one is string => typeof one === 'string' && one !== ''))].slice(0, 100)
}

/** Every ticked piece with its reason and words; what is wrong with one names its own field. */
export const itemsOf = (body: Record<string, unknown>): AskedItem[] =>
  keysOf(body).map((key) => {
    const read = itemForm.safeParse({ key, reason: body[`reason:${key}`], note: body[`note:${key}`] })
    if (read.success) return read.data
    const name = read.error.issues[0]?.path[0] === 'note' ? 'note' : 'reason'
    throw invalid({ [`${name}:${key}`]: name === 'note' ? 'web:field.too_long' : 'web:field.bad_choice' })
  })
