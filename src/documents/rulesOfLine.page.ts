import type { LineRequirement } from '#src/dossiers/checklist.ts'
import type { Visit } from '#src/web/visit.ts'

const either = { fr: new Intl.ListFormat('fr', { type: 'disjunction' }), en: new Intl.ListFormat('en-GB', { type: 'disjunction' }) }

/** What will do for this line (rules.md §1.2): which papers, how old. Empty where anything that proves it will. */
export const expectedOf = ({ t, lang }: Visit, { acceptedTypes, maxAgeMonths, level }: LineRequirement): string =>
  [
    ...(acceptedTypes ? [either[lang].format(acceptedTypes.map((type) => t(`dossiers:type.${type}`)))] : []),
    ...(maxAgeMonths ? [t('documents:declared.age', { count: maxAgeMonths })] : []),
    ...(level === 'conditional' ? [t('documents:declared.conditional')] : []),
  ]
    .join(', ')
