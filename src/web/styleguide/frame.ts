import { translator, type Lang } from '../i18n.ts'
import { pageModel, type NavGroup, type NavItem, type PageModel } from '../page-model.ts'

const item = (t: (key: string) => string, name: string, icon: string, count?: number, breaches?: number): NavItem => ({
  href: `#${name}`,
  label: t(`web:nav.${name}`),
  icon,
  isCurrent: name === 'document_requests',
  count,
  breaches,
})

const navOf = (t: (key: string) => string): NavGroup[] => [
  { label: null, items: [item(t, 'my_work', 'inbox', 7, 1)] },
  {
    label: t('web:nav.queues'),
    items: [
      item(t, 'dossiers', 'folder', 24, 2),
      item(t, 'document_requests', 'file-text', 41, 3),
      item(t, 'reviews', 'refresh', 12),
      item(t, 'screening', 'shield-check', 5),
      item(t, 'fraud_cases', 'flag', 3),
      item(t, 'disputes', 'scale', 1284),
    ],
  },
  {
    label: t('web:nav.work'),
    items: [
      item(t, 'merchants', 'store'),
      item(t, 'payments', 'card'),
      item(t, 'clocks', 'clock'),
      item(t, 'funds', 'bank'),
      item(t, 'reports', 'chart'),
    ],
  },
  {
    label: t('web:nav.house'),
    items: [item(t, 'audit', 'history'), item(t, 'jobs', 'play'), item(t, 'staff', 'users'), item(t, 'settings', 'settings')],
  },
]

/** The frame of every example: an analyst's columns. */
export const examplePage = (lang: Lang, now: Date, said: Partial<PageModel> & { title: string }): PageModel => {
  const t = translator(lang)
  return pageModel({
    lang,
    now,
    path: '/',
    home: '/',
    trial: true,
    nav: navOf(t),
    search: { action: '/', value: '' },
    idleMinutes: 15,
    account: {
      name: 'Camille Durand',
      role: t('web:role.analyst'),
      email: 'camille.durand@vigie.example',
      href: '#account',
      signOut: '/sign-out',
    },
    shortcuts: [],
    ...said,
  })
}
