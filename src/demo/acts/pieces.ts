import type { Day } from '#src/kernel/calendar.ts'
import type { DocumentKind } from '#src/dossiers/requirement.ts'
import { departmentOf } from '#src/dossiers/legalForm.ts'
import { requiredPieces, type DossierFacts, type Requirement } from '#src/dossiers/requiredPieces.ts'
import { faultsNamed, type Fault } from '../cast/faults.ts'
import type { Member } from '../cast/members.ts'
import type { Player } from '../cast/people.ts'
import { isRepresentativeRole } from '#src/dossiers/person.ts'
import type { CompanyFacts, PersonFacts, PieceFacts, PieceInput, PieceKind, PieceQuality } from '../pieces/facts.ts'
import { oneOf, type Dice } from '../pieces/seed.ts'

/**
 * Before they have ids, the people of a dossier go by their place: `@0` is the first. The lines of the checklist are known by these, so
 * that every piece can be made before the merchant exists.
 */
export const placeholder = (at: number): string => `@${at}`
export const withIds = (line: string, personIds: readonly string[]): string =>
  line.replace(/@(\d+)/, (_, at: string) => personIds[Number(at)] ?? '')
export const withPlaces = (key: string, personIds: readonly string[]): string =>
  personIds.reduce((text, id, at) => text.replace(id, placeholder(at)), key)

const ruledPerson = ({ says }: Player, at: number, { company }: Member) => ({
  id: placeholder(at),
  kind: says.kind,
  role: says.role,
  isRepresentative: isRepresentativeRole(says.role, company.legalForm),
  isBeneficialOwner: says.isBeneficialOwner,
  isSignatory: says.isSignatory,
  isPep: says.isPep,
  representsPersonId: isBehind(says) ? placeholder(0) : null,
})

/** The person behind the company that presides stands second, after it. */
export const isBehind = ({ role, through }: Player['says']): boolean => role === 'autre' && through !== undefined

/** Both make the rating high (§1.7), and high asks for more. */
const isEnhanced = ({ part }: Member): boolean => part.trait === 'pep' || part.trait === 'monaco'

const factsOf = (member: Member): DossierFacts => ({
  legalForm: member.company.legalForm,
  department: departmentOf(member.company.postcode),
  hasSiret: member.company.siret !== '',
  isListed: false,
  mcc: member.company.mcc,
  isEnhanced: isEnhanced(member),
  people: member.players.map((one, at) => ruledPerson(one, at, member)),
})

/** What this merchant has to send, as his legal form asks (rules.md §1.2). */
export const linesOf = (member: Member): Requirement[] => requiredPieces(factsOf(member)).filter(({ level }) => level === 'required')

const fixedKinds: Partial<Record<DocumentKind, PieceKind>> = {
  statutes: 'statuts',
  representative_act: 'pv_nomination',
  power_of_attorney: 'power_of_attorney',
  beneficial_owner_declaration: 'beneficial_owner_declaration',
  rbe_extract: 'rbe_extract',
  payout_account_proof: 'rib',
  activity_proof: 'activity_proof',
  accounts: 'accounts',
  association_board_list: 'association_board_list',
  proof_of_address: 'proof_of_address',
  company_registration_of_president: 'kbis',
  source_of_funds: 'source_of_funds',
  licence: 'activity_proof',
  other: 'activity_proof',
}

const identityKind = ({ somebody }: Player, roll: Dice): PieceKind =>
  somebody.nationality === 'FR' ? oneOf(roll, ['fr_cni_e', 'fr_cni_e', 'passport', 'fr_cni_old'] as const) : 'passport'

const pieceKindOf = ({ kind, key }: Pick<Requirement, 'kind' | 'key'>, holder: Player, { company }: Member, roll: Dice): PieceKind => {
  if (kind === 'identity_document') return identityKind(holder, roll)
  if (kind !== 'registration_proof') return fixedKinds[kind] ?? 'activity_proof'
  if (company.legalForm === 'association') return key.endsWith('sirene') ? 'avis_sirene' : 'rna_recepisse'
  return company.legalForm === 'ei' ? oneOf(roll, ['avis_sirene', 'attestation_rne'] as const) : 'kbis'
}

const companyFacts = (member: Member): CompanyFacts => {
  const { company } = member
  return {
    name: company.tradeName || company.name,
    legalForm: company.legalForm,
    siren: member.siren,
    siret: company.siret || null,
    rna: company.rna || null,
    address: company.addressLine1,
    postcode: company.postcode,
    city: company.city,
    rcsCity: member.court,
    capitalCents: member.capitalCents,
    activity: company.activity,
    naf: company.naf,
    registeredOn: member.registeredOn,
  }
}

/** The company that presides has a register extract of its own. */
const presiding = (member: Member, { says }: Player): CompanyFacts => ({
  ...companyFacts(member),
  name: says.companyName,
  legalForm: 'sas',
  siren: says.companySiren,
  siret: `${says.companySiren}00011`,
  activity: 'Prise de participations',
  naf: '64.20Z',
})

const personFacts = ({ somebody, says, printedRole }: Player): PersonFacts => ({
  givenNames: somebody.givenNames,
  familyName: somebody.familyName,
  birthDate: somebody.birthDate,
  birthPlace: somebody.birthPlace,
  nationality: somebody.nationality,
  sex: somebody.sex,
  address: somebody.address,
  role: printedRole,
  capitalBps: says.capitalBps,
  votesBps: says.votesBps,
})

/** A sole trader signs in his own name, and so do his papers. */
const holderName = ({ company }: Member): string => company.name

export type Wanted = { line: string; kind: DocumentKind; fault: Fault | null; input: Omit<PieceInput, 'today'> }

/** Some people send pictures of what identifies them. They take half a second each to make: most stand where a reviewer will look today. */
const pictures: readonly PieceQuality[] = ['scan_jpeg', 'scan_pdf', 'photo_jpeg']
const lookedAt: readonly string[] = ['waiting', 'claimed', 'handedOver', 'proposed', 'awaiting', 'paused']
const isPictured = ({ seed, players, part }: Member, { kind, key }: Pick<Requirement, 'kind' | 'key'>): boolean =>
  kind === 'identity_document' && holderAt(key) === players.length - 1 && seed % (lookedAt.includes(part.story) ? 3 : 20) === 0

const qualityOf = (member: Member, line: Pick<Requirement, 'kind' | 'key'>, fault: Fault | null): PieceQuality =>
  fault?.quality ?? (isPictured(member, line) ? (pictures[Math.floor(member.seed / 3) % pictures.length] as PieceQuality) : 'text_pdf')

const holderAt = (line: string): number => Number(/@(\d+)/.exec(line)?.[1] ?? 0)

const ofOnePerson: readonly DocumentKind[] = ['identity_document', 'source_of_funds', 'proof_of_address']

/** The piece for one line. `again`: the same line a second time, another piece of paper. */
export const wantedFor = (member: Member, { key, kind }: Pick<Requirement, 'key' | 'kind'>, fault: Fault | null, again = 0): Wanted => {
  const holder = member.players[holderAt(key)] as Player
  const signer = member.players.find(({ says }) => says.kind === 'natural') as Player
  const company = kind === 'company_registration_of_president' ? presiding(member, holder) : companyFacts(member)
  const facts: PieceFacts = {
    company,
    person: personFacts(ofOnePerson.includes(kind) ? holder : signer),
    people: member.players.filter(({ says }) => says.kind === 'natural').map(personFacts),
    iban: member.account.iban,
    bic: member.account.bic,
    holder: holderName(member),
  }
  const seed = member.seed * 131 + [...key].reduce((sum, sign) => sum * 7 + sign.charCodeAt(0), again * 977) % 100_003
  const pieceKind = pieceKindOf({ kind, key }, holder, member, member.roll)
  const quality = qualityOf(member, { key, kind }, fault)
  return { line: key, kind, fault, input: { kind: pieceKind, facts, quality, flaw: fault?.flaw, seed } }
}

/** Everything he sends at first; each fault spoils the first line of its kind. */
export const firstPieces = (member: Member): Wanted[] => {
  const faults = faultsNamed(member.part.faults)
  return linesOf(member).map((line) => {
    const at = faults.findIndex(({ kind }) => kind === line.kind)
    return wantedFor(member, line, at < 0 ? null : (faults.splice(at, 1)[0] as Fault))
  })
}

/** What he sends once he was told what would not do. */
export const betterPieces = (member: Member): Wanted[] =>
  firstPieces(member).filter(({ fault }) => fault !== null).map(({ line, kind }) => wantedFor(member, { key: line, kind }, null, 1))

export const dated = (wanted: Wanted, today: Day): PieceInput => ({ ...wanted.input, today })
