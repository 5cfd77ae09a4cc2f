import type { Day } from '#src/kernel/calendar.ts'
import { isSoleTrader, type LegalForm } from '#src/dossiers/legalForm.ts'
import type { PersonRole } from '#src/dossiers/personFacts.ts'
import type { Dice } from '../pieces/seed.ts'
import type { Trait } from './cast.ts'
import { inventedSiren } from './numbers.ts'
import { birthday, companyAhead, companyPlayer, invented, laterOf, player, type Player, type Somebody } from './people.ts'

type Setting = { form: LegalForm; trait: Trait | null; head: Somebody; registeredOn: Day; today: Day }

const feminine: Partial<Record<PersonRole, [string, string]>> = {
  gerant: ['Gérant', 'Gérante'],
  president: ['Président', 'Présidente'],
  directeur_general: ['Directeur général', 'Directrice générale'],
  exploitant: ['Exploitant', 'Exploitante'],
  tresorier: ['Trésorier', 'Trésorière'],
  secretaire: ['Secrétaire', 'Secrétaire'],
  associe: ['Associé', 'Associée'],
  administrateur: ['Administrateur', 'Administratrice'],
  president_directeur_general: ['Président-directeur général', 'Présidente-directrice générale'],
  directeur_general_delegue: ['Directeur général délégué', 'Directrice générale déléguée'],
  autre: ['Représentant', 'Représentante'],
}
const printed = (role: PersonRole, { sex }: Somebody): string => feminine[role]?.[sex === 'F' ? 1 : 0] ?? 'Représentant'

/** Who stands in the file of each form: function, share of capital and votes in basis points. Whoever holds over a quarter owns (BO-01). */
const seats: Record<LegalForm, readonly (readonly [PersonRole, number])[]> = {
  ei: [['exploitant', 0]],
  eurl: [['gerant', 10_000]],
  sarl: [['gerant', 6_000], ['associe', 4_000]],
  sas: [['president', 5_500], ['directeur_general', 3_000], ['associe', 1_500]],
  sasu: [['president', 10_000]],
  sa: [['president_directeur_general', 4_000], ['directeur_general_delegue', 1_500], ['administrateur', 1_000]],
  sci: [['gerant', 5_000], ['associe', 5_000]],
  association: [['president', 0], ['tresorier', 0], ['secretaire', 0]],
}

const seated = (somebody: Somebody, [role, bps]: readonly [PersonRole, number], { form, registeredOn }: Setting): Player => {
  const owns = bps > 2_500 || form === 'association'
  const since = owns && !isSoleTrader(form) ? laterOf(registeredOn, birthday(somebody, 18)) : ''
  return player(somebody, printed(role, somebody), {
    role,
    capitalBps: bps,
    votesBps: bps,
    isBeneficialOwner: owns,
    ownerSince: since,
  })
}

/** A company presides: it shows its own register extract, and behind it stands the person who signs and owns (R561-1 last al.). */
const presidedByCompany = ({ head, registeredOn }: Setting, roll: Dice): Player[] => {
  const companyName = `${head.familyName} Participations`
  return [
    companyPlayer(head, { role: 'president', companyName, companySiren: inventedSiren(roll), capitalBps: 10_000, votesBps: 10_000 }),
    player(head, printed('autre', head), {
      role: 'autre',
      isBeneficialOwner: true,
      ownerSince: registeredOn,
      through: { personId: companyAhead, capitalBps: 10_000, votesBps: 10_000 },
    }),
  ]
}

const asPep = (one: Player): Player => ({
  ...one,
  says: {
    ...one.says,
    isPep: true,
    pepFunction: one.somebody.sex === 'F'
      ? 'Députée à l’Assemblée nationale, mandat en cours'
      : 'Député à l’Assemblée nationale, mandat en cours',
  },
})

/** The people a merchant declares, the one who signs first. */
export const playersOf = (setting: Setting, roll: Dice): Player[] => {
  if (setting.trait === 'company_president') return presidedByCompany(setting, roll)
  const players = seats[setting.form].map((seat, at) => seated(at === 0 ? setting.head : invented(roll, setting.today), seat, setting))
  return setting.trait === 'pep' ? [asPep(players[0] as Player), ...players.slice(1)] : players
}
