import type { LineRequirement } from '#src/dossiers/checklist.ts'
import type { Visit } from '#src/web/visit.ts'

/** What will do for this line: which kinds of paper, and how old. The merchant reads the same. */
export const kindRules = ({ t }: Visit, { acceptedTypes, maxAgeMonths, level }: LineRequirement): string[] => [
  ...(acceptedTypes ? [t('dossiers:pieces.accepts', { kinds: acceptedTypes.map((type) => t(`dossiers:type.${type}`)).join(', ') })] : []),
  ...(maxAgeMonths ? [t('dossiers:pieces.age', { count: maxAgeMonths })] : []),
  ...(level === 'conditional' ? [t('documents:declared.conditional')] : []),
]
