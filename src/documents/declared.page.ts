import type { DocumentRow } from '#src/dossiers/facts.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import type { DocumentKind } from '#src/dossiers/requirement.ts'
import type { Visit } from '#src/web/visit.ts'
import { accountFacts, activityFacts, companyNames, legalFormFact, marketFacts, numberFacts, seatFact,
  volumeFacts } from './declaredCompany.page.ts'
import { boardFacts, companyOfPerson, fundsFacts, homeFacts, identityFacts, namedFact, ownerFacts,
  representativeFacts } from './declaredPeople.page.ts'

/** What the dossier says, to be held against the piece. `sought`: the ways it may stand in its text; none: a person must look. */
export type Declared = { name: string; label: string; text: string; sought: string[] }

export type Setting = { visit: Visit; file: DossierFile; piece: Pick<DocumentRow, 'kind' | 'person_id'> }
type Facts = (at: Setting) => Declared[]

const all = (...parts: Facts[]): Facts => (at) => parts.flatMap((part) => part(at))

const ownership = all(companyNames, numberFacts, ownerFacts)

/** What each kind of piece is held against (rules.md §1.4). */
const factsOf: Record<DocumentKind, Facts> = {
  identity_document: identityFacts,
  registration_proof: all(companyNames, legalFormFact, numberFacts, seatFact, activityFacts, representativeFacts),
  statutes: all(companyNames, legalFormFact, seatFact, activityFacts, ownerFacts),
  representative_act: all(companyNames, numberFacts, representativeFacts),
  power_of_attorney: all(namedFact, companyNames, representativeFacts),
  beneficial_owner_declaration: ownership,
  rbe_extract: ownership,
  payout_account_proof: all(accountFacts, companyNames),
  activity_proof: all(companyNames, numberFacts, activityFacts, marketFacts, volumeFacts),
  accounts: all(companyNames, numberFacts, volumeFacts),
  licence: all(namedFact, companyNames, activityFacts, marketFacts),
  association_board_list: all(companyNames, numberFacts, boardFacts),
  proof_of_address: homeFacts,
  company_registration_of_president: companyOfPerson,
  source_of_funds: all(fundsFacts, companyNames, volumeFacts),
  other: all(namedFact, companyNames, numberFacts),
}

/** What the dossier declares of that which this piece should prove. Empty where nothing is declared. */
export const declaredFacts = (at: Setting): Declared[] => factsOf[at.piece.kind as DocumentKind]?.(at) ?? []
