import { newTicket } from '#src/platform/submission.ts'
import type { Field } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import type { NoteOnCase } from './notes.sql.ts'

type Refused = { values: Record<string, unknown>; errors: Record<string, string> }
type Wish = { action: string | null; notes: readonly NoteOnCase[]; refused?: Refused }

const filesAccepted = '.pdf,.jpg,.jpeg,.png,.webp,application/pdf,image/jpeg,image/png,image/webp'
export const mostFiles = 5

const said = (
  visit: Visit,
  refused: Refused | undefined,
  name: string,
): string | undefined => (refused?.errors[name] ? visit.t(refused.errors[name]) : undefined)

const fieldsOf = (visit: Visit, refused: Refused | undefined): Field[] => [
  {
    name: 'body',
    label: visit.t('web:note.label'),
    type: 'textarea',
    rows: 2,
    width: 'full',
    maxlength: 4_000,
    value: String(refused?.values['body'] ?? ''),
    error: said(visit, refused, 'body'),
  },
  {
    name: 'file',
    label: visit.t('notes:files'),
    hint: visit.t('notes:files_hint', { count: mostFiles }),
    type: 'file',
    width: 'full',
    isMultiple: true,
    isOptional: true,
    accept: filesAccepted,
    error: said(visit, refused, 'file'),
  },
]

/** Notes on a case, newest first, with the form to write one where the reader may. */
export const notesModel = (visit: Visit, { action, notes, refused }: Wish) => ({
  action,
  missing: action === null ? visit.t('notes:reader') : '',
  ticket: newTicket(),
  fields: fieldsOf(visit, refused),
  isOpen: Boolean(said(visit, refused, 'file')),
  notes: notes.map(({ at, authorName, body, attachments }) => ({
    at,
    who: authorName,
    text: body,
    attachments: attachments.map(({ id, fileName, byteCount }) => ({ href: `/console/notes/attachments/${id}`, fileName, byteCount })),
  })),
})
