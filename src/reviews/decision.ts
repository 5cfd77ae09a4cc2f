import type { Day } from '#src/kernel/calendar.ts'
import { isUnsettled, type ChecklistLine } from '#src/dossiers/checklist.ts'
import { progress, type ProgressFacts } from '#src/dossiers/progress.ts'
import { lackingIdentification } from '#src/identification/identification.ts'
import type { Verdict } from '#src/platform/db.types.ts'

export type { Verdict } from '#src/platform/db.types.ts'
export const verdicts = ['validate', 'reject'] as const satisfies readonly Verdict[]

/** Why one pair of eyes is not enough (rules.md X-07, PEP-04): the sentence is `reviews:four_eyes.<reason>`. */
export const fourEyesCauses = ['high_risk', 'pep', 'override'] as const
export type FourEyesCause = (typeof fourEyesCauses)[number]

type JudgedFile = {
  /** `raised`: what called for two people since the file was sent, whatever was edited since. */
  dossier: { risk: 'low' | 'medium' | 'high'; raised?: readonly string[] }
  people: readonly { is_pep: boolean }[]
  overrides: readonly unknown[]
}

/** Empty: one person may decide. */
export const fourEyesReasons = ({ dossier, people, overrides }: JudgedFile): FourEyesCause[] => [
  ...(dossier.risk === 'high' || dossier.raised?.includes('high_risk') ? (['high_risk'] as const) : []),
  ...(people.some(({ is_pep }) => is_pep) || dossier.raised?.includes('pep') ? (['pep'] as const) : []),
  ...(overrides.length > 0 ? (['override'] as const) : []),
]

/** What still stands in the way of validating: the sentence is `reviews:obstacle.<obstacle>`. */
export type Obstacle = 'no_company' | 'file_incomplete' | 'pieces_unsettled' | 'contract_unsigned' | 'identification_lacking'

type CheckedFile = {
  company: unknown
  checklist: readonly Pick<ChecklistLine<unknown>, 'requirement' | 'state'>[]
  contract: { state: string } | null
}

/** KYC-01, KYC-02: nothing is validated before every required piece is accepted, or let pass by an officer, and the contract signed. */
export const validationObstacles = ({ company, checklist, contract }: CheckedFile): Obstacle[] => [
  ...(company ? [] : (['no_company'] as const)),
  ...(checklist.some(isUnsettled) ? (['pieces_unsettled'] as const) : []),
  ...(contract?.state === 'signed' ? [] : (['contract_unsigned'] as const)),
]

const declared: readonly string[] = ['company', 'people', 'account']

/** KYC-01, KYC-04: what the merchant changed while he answered may have left nobody who represents the company, or no account. */
export const isFileIncomplete = (file: ProgressFacts, today: Day): boolean =>
  progress(file, today).some(({ name, state }) => declared.includes(name) && state !== 'done')

type IdentifiedFile = CheckedFile & ProgressFacts & { identification: readonly { person_id: string; measure: number }[] }

/**
 * Everything that stands in the way of validating this file today. That who acts was identified at a distance by two measures is the law's
 * (KYC-06, R561-5-2 [V]): no officer lets a file pass without, as he may without a piece.
 */
export const obstaclesOf = (file: IdentifiedFile, today: Day): Obstacle[] => [
  ...(file.company && isFileIncomplete(file, today) ? (['file_incomplete'] as const) : []),
  ...validationObstacles(file),
  ...(lackingIdentification(file.people, file.identification).length > 0 ? (['identification_lacking'] as const) : []),
]
