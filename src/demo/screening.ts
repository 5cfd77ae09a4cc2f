import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { system } from '#src/kernel/actor.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { screenDue } from '#src/screening/screenDue.ts'
import { importList } from '#src/watchlists/importList.ts'
import { timed, type World } from './world.ts'

const sample = (name: string): Promise<Buffer> => readFile(fileURLToPath(new URL(`../../samples/watchlists/${name}`, import.meta.url)))

type Somebody = { given: string; family: string; birth: string; company: string }
/** People of files that wait for us, in an order that is the same for the same portfolio. */
const listWaiting = async (db: ReadDb, limit: number): Promise<Somebody[]> =>
  (await sql<Somebody>`select given_names as given, family_name as family, birth::text, company from (
      select distinct on (d.id) p.given_names, p.family_name, p.birth_date as birth, c.name as company, d.submitted_at, d.id from dossiers d join people p on p.dossier_id = d.id and p.removed_at is null and p.kind = 'natural' and p.birth_date is not null join companies c on c.dossier_id = d.id
      where d.state = 'submitted' and length(p.family_name) > 4 order by d.id, p.id) one order by submitted_at, family_name limit ${limit}`
    .execute(db))
    .rows

/** As another clerk would write it: a letter doubled in the middle. */
export const misspelt = (name: string): string => `${name.slice(0, 3)}${name[2]}${name.slice(3)}`

/** The sample of the register with one more, who is called nearly like somebody and born in his year: invented, as all of them. */
export const registerWith = async (people: readonly Pick<Somebody, 'given' | 'family' | 'birth'>[]): Promise<Buffer> => {
  const register = JSON.parse((await sample('fr.json')).toString()) as { Publications: { PublicationDetail: unknown[] } }
  register.Publications.PublicationDetail.push(...people.map(({ given, family, birth }, at) => ({
    IdRegistre: 990_001 + at,
    Nature: 'Personne physique',
    Nom: misspelt(family).toUpperCase(),
    RegistreDetail: [
      { TypeChamp: 'PRENOM', Valeur: [{ Prenom: given }] },
      { TypeChamp: 'DATE_DE_NAISSANCE', Valeur: [{ Jour: '', Mois: '', Annee: birth.slice(0, 4), Commentaire: '' }] },
      { TypeChamp: 'MOTIFS', Valeur: [{ Motifs: 'Personne inventée pour l’essai de Vigie.' }] },
      {
        TypeChamp: 'FONDEMENT_JURIDIQUE',
        Valeur: [{
          FondementJuridique: 1,
          FondementJuridiqueLabel:
            'ECOT2699009A DU 12/10/2026 (Dispositif national de gel des avoirs - art L. 562-2 du code monétaire et financier)',
        }],
      },
    ],
  })))
  return Buffer.from(JSON.stringify(register))
}

const withLine = async (name: string, line: string): Promise<Buffer> =>
  Buffer.from(`${(await sample(name)).toString().trimEnd()}\n${line}\n`)

/**
 * The queue has something in it: one who is called like a listed person, one like an exposed one, one company like one we do not work with;
 * then everybody is searched, as the job does it.
 */
export const screenPortfolio = (world: World, now: Date): Promise<void> =>
  timed(world, 'screening', async () => {
    const ctx = { ...world.ctx(system('demo')), now }
    const [listed, exposed, known] = await listWaiting(ctx.db, 3)
    const take = (list: string, name: string, bytes: Buffer) => importList(ctx, { list, files: [{ name, bytes }], origin: 'demo' })
    if (listed) await take('fr', 'fr.json', await registerWith([listed]))
    if (exposed)
      await take(
        'pep',
        'pep.csv',
        await withLine(
          'pep.csv',
          `PEP-900;${exposed.given} ${misspelt(exposed.family)};person;;;;;FR;FR;;;Maire d’une commune inventée;Mandat local;2024-03-01;;Inventé pour l’essai`,
        ),
      )
    if (known)
      await take(
        'house',
        'house.csv',
        await withLine(
          'house.csv',
          `M-2026-900;${known.company};organisation;;;;;FR;;Contrat résilié en 2025 ; ne pas rouvrir;2025-06-02;Société inventée`,
        ),
      )
    await screenDue({ ...ctx, actor: system('screen-due') })
  })
