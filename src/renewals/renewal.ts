import type { ChecklistLine } from '#src/dossiers/checklist.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'

/**
 * Whom we ask for new pieces by ourselves: a validated dossier of a validated account. Whoever is suspended or leaves is not written to.
 */
export const isServed = ({ dossier, merchant }: Pick<DossierFile, 'dossier' | 'merchant'>): boolean =>
  dossier.state === 'validated' && merchant.state === 'validated'

/** A line that the file, as it now stands, has no use for: the person left, the legal form changed. */
export const isIdle = ({ requirement }: Pick<ChecklistLine<unknown>, 'requirement'>): boolean =>
  requirement.reason === 'dossiers:requirements.no_longer'

type AgingLine = Pick<ChecklistLine<unknown>, 'requirement' | 'state'>

/** Its piece ages (rules.md §1.4): due where the line is, else where one was given. */
const ages = ({ requirement, state }: AgingLine): boolean =>
  requirement.maxAgeMonths !== undefined && (requirement.level === 'required' || state === 'accepted')

/**
 * What a periodic review asks for anew: the pieces that age, and those that expire soon. A file that has neither shows at least that it
 * still is on its register. What an officer let pass is not asked for.
 */
export const linesToReview = <Of extends AgingLine>(checklist: readonly Of[], expiringKeys: ReadonlySet<string>): Of[] => {
  const asked = checklist.filter((line) => !isIdle(line) && line.state !== 'overridden')
  const found = asked.filter((line) => ages(line) || expiringKeys.has(line.requirement.key))
  return found.length > 0 ? found : asked.filter(({ requirement }) => requirement.kind === 'registration_proof')
}
