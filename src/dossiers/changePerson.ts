import { conflict, notFound } from '#src/kernel/errors.ts'
import { forgetIdentification } from '#src/identification/forgetIdentification.ts'
import { isAnotherPerson } from '#src/identification/identification.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { fieldChanges } from './changes.ts'
import { checkPerson } from './checkPerson.ts'
import { changePersonRow } from './dossiers.sql.ts'
import { lockEditable } from './lockEditable.ts'
import { noteEdit } from './noteEdit.ts'
import type { PersonInput } from './person.ts'

export const changePerson = (ctx: Ctx, { id, ...input }: PersonInput & { id: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const dossier = await lockEditable(tx)
    const { columns, people } = await checkPerson(tx, dossier.id, input, id)
    const before = people.find((one) => one.id === id)
    if (!before) throw notFound()
    // His pieces, and who acts for him, say which of the two he is.
    if (before.kind !== columns.kind) throw conflict('person_kind_is_fixed')
    const changes = fieldChanges(before, columns)
    if (changes.length === 0) return
    await changePersonRow(tx.db, id, columns)
    await noteEdit(tx, dossier, {
      event: 'dossier.person_changed',
      edited: { what: 'person', personId: id },
      data: { personId: id, role: columns.role },
      changes,
    })
    if (isAnotherPerson(changes.map(({ field }) => field))) await forgetIdentification(tx, dossier, id)
  })
