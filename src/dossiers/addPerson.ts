import { newId } from '#src/kernel/ids.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { fieldChanges } from './changes.ts'
import { checkPerson } from './checkPerson.ts'
import { insertPerson } from './dossiers.sql.ts'
import { lockEditable } from './lockEditable.ts'
import { noteEdit } from './noteEdit.ts'
import type { PersonInput } from './person.ts'

/** A representative, an owner, or a company that is either. Null: this very form was sent before. */
export const addPerson = (ctx: Ctx, { ticket, ...input }: PersonInput & { ticket?: string }): Promise<{ id: string } | null> =>
  unit(ctx, async (tx) => {
    const dossier = await lockEditable(tx)
    if (!(await takeTicket(tx, ticket))) return null
    const { columns } = await checkPerson(tx, dossier.id, input, null)
    const id = newId('pers', tx.now)
    await insertPerson(tx.db, { ...columns, id, dossier_id: dossier.id, created_at: tx.now })
    await noteEdit(tx, dossier, {
      event: 'dossier.person_added',
      edited: { what: 'person', personId: id },
      data: { personId: id, kind: columns.kind, role: columns.role },
      changes: fieldChanges({}, columns),
    })
    return { id }
  })
