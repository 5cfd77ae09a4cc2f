import type { LegalForm } from '#src/dossiers/legalForm.ts'
import { personRoles, type PersonRole } from '#src/dossiers/personFacts.ts'

/** The contract's own words: they belong to its wording and do not move with the pages'. */
export const formWords: Record<LegalForm, string> = {
  ei: 'Entrepreneur individuel',
  eurl: 'Entreprise unipersonnelle à responsabilité limitée (EURL)',
  sarl: 'Société à responsabilité limitée (SARL)',
  sas: 'Société par actions simplifiée (SAS)',
  sasu: 'Société par actions simplifiée unipersonnelle (SASU)',
  sa: 'Société anonyme (SA)',
  sci: 'Société civile immobilière (SCI)',
  association: 'Association',
}

const roles: Record<PersonRole, string> = {
  exploitant: 'exploitant',
  gerant: 'gérant',
  president: 'président',
  president_directeur_general: 'président-directeur général',
  directeur_general: 'directeur général',
  directeur_general_delegue: 'directeur général délégué',
  directeur_general_unique: 'directeur général unique',
  president_du_directoire: 'président du directoire',
  membre_du_directoire: 'membre du directoire',
  membre_du_conseil_de_surveillance: 'membre du conseil de surveillance',
  administrateur: 'administrateur',
  vice_president: 'vice-président',
  tresorier: 'trésorier',
  secretaire: 'secrétaire',
  associe: 'associé ou actionnaire',
  mandataire: 'mandataire',
  autre: 'autre fonction',
}

export const roleWords = (role: string): string => ((personRoles as readonly string[]).includes(role) ? roles[role as PersonRole] : role)

/** « 3 décembre 1980 » */
export const writeDay = (day: string): string =>
  new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T12:00:00Z`)).replace(/^1 /, '1er ')
