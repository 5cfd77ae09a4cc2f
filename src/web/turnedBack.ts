import type { Field } from './components.ts'
import { typed } from './fields.ts'
import type { Visit } from './visit.ts'

/** An id, a code, a day or a tick has no blank: what has one was written by somebody. */
const isWritten = (text: string): boolean => /\s/.test(text.trim())
const longest = 10_000

/**
 * A door that an act came to, from a tab that was open before it shut: nothing was done, and what was written is there to be copied, also
 * once the question of the door itself was refused (`kept`).
 */
export const turnedBack = ({ req, body, t }: Visit, kept?: unknown): { isTurned: boolean; written: Field | null } => {
  const isTurned = req.method !== 'GET' && kept === undefined
  const value = isTurned ? Object.values(typed(body)).filter(isWritten).join('\n\n').slice(0, longest) : String(kept ?? '')
  if (value.trim() === '') return { isTurned, written: null }
  const field: Field = {
    name: 'written',
    type: 'textarea',
    rows: 4,
    width: 'full',
    maxlength: longest,
    label: t('web:turned.written'),
    hint: t('web:turned.written_hint'),
    value,
  }
  return { isTurned, written: field }
}
