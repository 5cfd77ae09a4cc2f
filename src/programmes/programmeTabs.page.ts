import type { Tab } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'

export const programmeTabs = ({ t }: Visit, current: 'ranks' | 'outcomes'): Tab[] => [
  { label: t('programmes:tab.ranks'), href: '/console/programmes', isCurrent: current === 'ranks' },
  { label: t('programmes:tab.outcomes'), href: '/console/programmes/outcomes', isCurrent: current === 'outcomes' },
]
