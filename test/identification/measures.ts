import type { StaffActor } from '#src/kernel/actor.ts'
import { readDossier } from '#src/dossiers/readDossier.sql.ts'
import { lackingIdentification } from '#src/identification/identification.ts'
import { listMeasures } from '#src/identification/identification.sql.ts'
import { recordIdentification } from '#src/identification/recordIdentification.ts'
import type { Dossier } from '#test/reviews/dossiers.ts'
import type { House } from '#test/support/house.ts'

/** Every measure of a dossier, withdrawn ones too, in the order they came. */
export const measuresIn = (house: House, { dossierId }: Dossier) =>
  house.db.selectFrom('identification_measures').selectAll().where('dossier_id', '=', dossierId).orderBy('id').execute()

/** Which measures stand. */
export const standing = async (house: House, { dossierId }: Pick<Dossier, 'dossierId'>): Promise<number[]> =>
  (await listMeasures(house.db, dossierId)).map(({ measure }) => measure)

/** Whoever acts and has his card's copy alone: a second measure, by the use case. */
export const identifyEverybody = async (house: House, dossierId: string, who: StaffActor): Promise<void> => {
  const { people, identification } = await readDossier(house.db, dossierId)
  for (const { id } of lackingIdentification(people, identification)) {
    await recordIdentification(house.ctx(who), dossierId, {
      personId: id,
      measure: 4,
      evidence: 'Identité confirmée par sa banque, par écrit.',
    })
  }
}
