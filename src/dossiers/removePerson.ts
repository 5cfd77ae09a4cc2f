import { notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { listPeople, removePersonRow } from './dossiers.sql.ts'
import { lockEditable } from './lockEditable.ts'
import { noteEdit } from './noteEdit.ts'
import { personName } from './person.ts'

/** Takes somebody off the file. What was sent about him stays with it, and counts no longer. */
export const removePerson = (ctx: Ctx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const dossier = await lockEditable(tx)
    const person = (await listPeople(tx.db, dossier.id)).find((one) => one.id === id)
    if (!person) throw notFound()
    await removePersonRow(tx.db, id, tx.now)
    await noteEdit(tx, dossier, {
      event: 'dossier.person_removed',
      edited: { what: 'person', personId: id },
      data: { personId: id },
      changes: [{ field: 'name', before: personName(person), after: null }],
    })
  })
