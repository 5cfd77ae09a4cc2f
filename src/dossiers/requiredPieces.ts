import { isAlsaceMoselle, isAssociation, isCompany, isSoleTrader } from './legalForm.ts'
import { type DossierFacts, type Requirement, requirement } from './requirement.ts'
import { piecesOfPeople } from './requiredPiecesOfPeople.ts'
import { regulatedMccs } from './riskLists.ts'

export { documentKinds, missingPieces, requirementReasons } from './requirement.ts'
export type { DocumentKind, DossierFacts, Piece, Requirement, RequirementReason } from './requirement.ts'

/** KYC-05: register extracts of legal persons are less than three months old; by policy those of everybody. */
const registerMonths = 3
const boardListMonths = 12
const ofSirene = { maxAgeMonths: registerMonths, acceptedTypes: ['avis_sirene'] }

const registrationOfAssociation = ({ department, hasSiret }: DossierFacts): Requirement[] => [
  isAlsaceMoselle(department)
    ? requirement('registration_proof', 'required', 'registration_association_local', { acceptedTypes: ['extrait_registre_tribunal'] })
    : requirement('registration_proof', 'required', 'registration_association', { acceptedTypes: ['rna_recepisse', 'joafe'] }),
  ...(hasSiret ? [requirement('registration_proof', 'required', 'registration_insee', { about: 'sirene', ...ofSirene })] : []),
]

const registration = (facts: DossierFacts): Requirement[] => {
  if (isAssociation(facts.legalForm)) return registrationOfAssociation(facts)
  const [reason, acceptedTypes] = isSoleTrader(facts.legalForm)
    ? (['registration_sole_trader', ['avis_sirene', 'attestation_rne', 'extrait_k']] as const)
    : (['registration_company', ['kbis']] as const)
  return [requirement('registration_proof', 'required', reason, { maxAgeMonths: registerMonths, acceptedTypes })]
}

const actsOfTheBody = ({ legalForm }: DossierFacts): Requirement[] => {
  if (isSoleTrader(legalForm)) return []
  const isNamedByAct = legalForm === 'sa' || isAssociation(legalForm)
  return [
    requirement('statutes', 'required', 'statutes'),
    isNamedByAct
      ? requirement('representative_act', 'required', 'representative_act')
      : requirement('representative_act', 'conditional', 'representative_act_if_unregistered'),
  ]
}

/**
 * A company declares its owners and the register confirms them (KYC-10); a listed one is exempt or treated apart. An association's
 * board is its owners (BO-03): the list of the board declares them, and the register opens to it by stages.
 */
const owners = ({ legalForm, isListed }: DossierFacts): Requirement[] => {
  if (isAssociation(legalForm)) {
    return [
      requirement('association_board_list', 'required', 'board_list', { maxAgeMonths: boardListMonths }),
      requirement('rbe_extract', 'conditional', 'owner_register_association', { maxAgeMonths: registerMonths }),
    ]
  }
  if (!isCompany(legalForm)) return []
  const level = isListed ? 'conditional' : 'required'
  return [
    requirement('beneficial_owner_declaration', level, isListed ? 'owner_listed' : 'owner_declaration'),
    requirement('rbe_extract', level, isListed ? 'owner_listed' : 'owner_register', { maxAgeMonths: registerMonths }),
  ]
}

const business = ({ legalForm, mcc }: DossierFacts): Requirement[] => [
  requirement('payout_account_proof', 'required', 'payout_account', { acceptedTypes: ['rib'] }),
  requirement('activity_proof', 'required', 'activity'),
  legalForm === 'sa'
    ? requirement('accounts', 'required', 'accounts_required')
    : requirement('accounts', 'conditional', 'accounts_if_asked'),
  mcc && regulatedMccs.includes(mcc)
    ? requirement('licence', 'required', 'licence_regulated')
    : requirement('licence', 'conditional', 'licence_if_regulated'),
]

/** The checklist of a dossier (rules.md §1.2), in the order in which it is shown. */
export const requiredPieces = (facts: DossierFacts): Requirement[] => [
  ...registration(facts),
  ...actsOfTheBody(facts),
  ...owners(facts),
  ...piecesOfPeople(facts),
  ...business(facts),
]
