import { personName } from '#src/dossiers/person.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import type { PersonRow } from '#src/dossiers/facts.ts'
import { accountFacts, companyFacts } from '#src/reviews/factsModel.page.ts'
import type { Fact } from '#src/web/components.ts'
import { formatPercent } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { DocumentRow } from './documents.sql.ts'

const identityFacts = ({ t }: Visit, person: PersonRow): Fact[] => [
  { label: t('documents:declared.family_name'), text: person.family_name, note: person.usage_name || undefined },
  { label: t('documents:declared.given_names'), text: person.given_names },
  { label: t('documents:declared.birth_date'), ...(person.birth_date ? { day: person.birth_date } : {}) },
  { label: t('documents:declared.birth_place'), text: [person.birth_place, person.birth_country].filter(Boolean).join(', ') },
  { label: t('documents:declared.nationality'), text: person.nationality },
]

const addressFact = ({ t }: Visit, person: PersonRow): Fact => ({ label: t('documents:declared.address'), text: person.address })

const ownerFacts = ({ t, lang }: Visit, { people }: DossierFile): Fact[] =>
  people.filter(({ is_beneficial_owner }) => is_beneficial_owner).map((person) => ({
    label: personName(person), text: t('documents:declared.shares', { capital: formatPercent(person.capital_bps, lang), votes: formatPercent(person.votes_bps, lang) }), note: person.control_nature || undefined,
  }))

const representativeFacts = ({ t }: Visit, { people }: DossierFile): Fact[] =>
  people.filter((person) => person.is_representative || person.is_signatory).map((person) => ({ label: personName(person), text: person.role ? t(`dossiers:role.${person.role}`) : '' }))

const ofPerson = (visit: Visit, kind: string, person: PersonRow): Fact[] => {
  if (kind === 'proof_of_address') return [...identityFacts(visit, person).slice(0, 2), addressFact(visit, person)]
  return person.kind === 'legal' ? [{ label: visit.t('documents:declared.company_name'), text: person.company_name }, { label: 'SIREN', text: person.company_siren ?? '', isMono: true }] : identityFacts(visit, person)
}

const ofCompany: Record<string, (visit: Visit, file: DossierFile) => Fact[]> = {
  payout_account_proof: accountFacts,
  beneficial_owner_declaration: ownerFacts, rbe_extract: ownerFacts, association_board_list: ownerFacts,
  representative_act: representativeFacts, power_of_attorney: representativeFacts,
  statutes: (visit, file) => [...companyFacts(visit, file), ...ownerFacts(visit, file)],
}

/** What the merchant declared and this piece should say too. */
export const declaredFacts = (visit: Visit, file: DossierFile, piece: Pick<DocumentRow, 'kind' | 'person_id'>): Fact[] => {
  const person = file.people.find(({ id }) => id === piece.person_id)
  if (person) return ofPerson(visit, piece.kind, person)
  return (ofCompany[piece.kind] ?? companyFacts)(visit, file)
}
