import type { PersonInput } from '#src/dossiers/person.ts'
import type { CompanyInput } from '#src/dossiers/company.ts'
import { savePayoutAccount } from '#src/dossiers/savePayoutAccount.ts'
import { system } from '#src/kernel/actor.ts'
import { screenDaily, screenDue } from '#src/screening/screenDue.ts'
import { importList } from '#src/watchlists/importList.ts'
import type { ListFile } from '#src/watchlists/readList.ts'
import type { House } from '#test/support/house.ts'
import { openAccount, tellAll, type Signed } from '#test/support/merchant.ts'
import { fileOf, ownList } from '#test/watchlists/samples.ts'

export type FrozenPerson = {
  id: number
  name: string
  first?: string
  born?: string
  country?: string
  reasons?: string
  passport?: string
}

/** A register of freezes as the Treasury publishes it: people we invented. */
export const register = (on: string, people: readonly FrozenPerson[]): ListFile =>
  fileOf(
    JSON.stringify({
      Publications: {
        DatePublication: `${on}T18:00:00.0000000+01:00`,
        PublicationDetail: people.map(({ id, name, first = '', born = '', country = '', reasons = 'Personne inventée.', passport }) => {
          const [year = '', month = '', day = ''] = born.split('-')
          return {
            IdRegistre: id,
            Nature: 'Personne physique',
            Nom: name,
            RegistreDetail: [
              { TypeChamp: 'PRENOM', Valeur: [{ Prenom: first }] },
              ...(born ? [{ TypeChamp: 'DATE_DE_NAISSANCE', Valeur: [{ Jour: day, Mois: month, Annee: year, Commentaire: '' }] }] : []),
              ...(country ? [{ TypeChamp: 'NATIONALITE', Valeur: [{ Pays: country, Commentaire: '' }] }] : []),
              ...(passport ? [{ TypeChamp: 'PASSEPORT', Valeur: [{ NumeroPasseport: passport, Commentaire: '' }] }] : []),
              { TypeChamp: 'MOTIFS', Valeur: [{ Motifs: reasons }] },
              {
                TypeChamp: 'FONDEMENT_JURIDIQUE',
                Valeur: [{
                  FondementJuridique: 1,
                  FondementJuridiqueLabel:
                    'ECOT2699001A DU 02/03/2026 (Dispositif national de gel des avoirs - art L. 562-2 du code monétaire et financier)',
                }],
              },
            ],
          }
        }),
      },
    }),
    'registre.json',
  )

export const take = async (house: House, list: string, file: ListFile): Promise<void> => {
  const done = await importList(house.ctx(system('command-line')), { list, files: [file], origin: 'command', force: 'essai' })
  if (done.outcome === 'refused') throw new Error(JSON.stringify(done))
}
export const takeOwn = (house: House, list: 'house' | 'pep', ...lines: string[]): Promise<void> => take(house, list, ownList(...lines))

export type Client = Signed & { dossierId: string; personId: string }
/** A file that was filed, as far as screening looks. */
export const client = async (
  house: House,
  person: Partial<PersonInput>,
  said: { company?: Partial<CompanyInput>; holder?: string; state?: string } = {},
): Promise<Client> => {
  const signed = await openAccount(house)
  await tellAll(house, signed, { company: said.company ?? {}, person })
  if (said.holder) await savePayoutAccount(house.ctx(signed.actor), { iban: 'FR1420041010050500013M02606', bic: '', holder: said.holder })
  const { id: dossierId } = await house
    .db
    .updateTable('dossiers')
    .set({ state: (said.state ?? 'submitted') as 'submitted' })
    .where('merchant_id', '=', signed.merchantId)
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: personId } = await house.db.selectFrom('people').select('id').where('dossier_id', '=', dossierId).executeTakeFirstOrThrow()
  return { ...signed, dossierId, personId }
}

export const due = (house: House) => screenDue(house.ctx(system('screen-due')))
export const daily = (house: House) => screenDaily(house.ctx(system('screen-daily')))
export const hitsOf = (house: House, { dossierId }: { dossierId: string }) =>
  house.db.selectFrom('screening_hits').selectAll().where('dossier_id', '=', dossierId).orderBy('id').execute()
export const searchesOf = (house: House, { merchantId }: { merchantId: string }) =>
  house.db.selectFrom('screening_searches').selectAll().where('merchant_id', '=', merchantId).orderBy('id').execute()
