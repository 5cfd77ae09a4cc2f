import { dictionary } from '#src/kernel/dictionary.ts'
import type { Chip, Columns, Field, Tab, Tone } from '../components.ts'
import type { Translate } from '../i18n.ts'
import { exampleClock } from './clocks.ts'

const columns = (t: Translate): Columns => ({
  age: { label: t('web:word.age'), isNumber: true, isSpare: true, sort: { href: '?sort=age', direction: 'descending' } },
  merchant: { label: t('web:word.merchant'), isLead: true, sort: { href: '?sort=merchant', direction: 'none' } },
  what: { label: t('styleguide:queue.what'), isWide: true },
  risk: { label: t('web:word.risk') },
  amount: { label: t('web:word.amount'), isNumber: true, sort: { href: '?sort=amount', direction: 'none' } },
  clock: { label: t('web:word.clock'), sort: { href: '?sort=clock', direction: 'none' } },
  owner: { label: t('web:word.owner'), isSpare: true },
  state: { label: t('web:word.state') },
  claim: { label: t('web:verb.claim'), isLabelHidden: true },
})

// merchant, what, risk, cents collected in 30 days, days since sending, owner, state
const lines: [string, string, Tone, number, number, string | null, string][] = [
  ['Boulangerie Lenoir', 'identity', 'neutral', 1_284_010, 34, 'Camille Durand', 'late'],
  ['SAS Montaigu Transports et Logistique', 'ownership', 'bad', 48_120_500, 30, 'Idris Benali', 'waiting'],
  ['Atelier Kervadec', 'iban', 'neutral', 312_000, 29, null, 'waiting'],
  ['L’Épicerie du Canal', 'identity', 'warning', 894_475, 22, 'Camille Durand', 'under_review'],
  ['Association Les Mains Vertes', 'board', 'neutral', 41_290, 18, null, 'waiting'],
  ['Domaine de la Source & Fils', 'kbis', 'neutral', 2_310_000, 15, null, 'under_review'],
  ['Nguyen Réparation Cycles', 'address', 'neutral', 128_900, 12, 'Hélène Marchetti', 'waiting'],
  ['SCI Bellecour Patrimoine', 'ownership', 'warning', -15_000, 9, null, 'waiting'],
  ['Pharmacie Saint-Roch', 'identity', 'neutral', 6_742_318, 6, null, 'waiting'],
  ['O’Donnell Consulting', 'kbis', 'neutral', 0, 4, 'Idris Benali', 'waiting'],
  ['Café « Chez Marguerite »', 'iban', 'neutral', 219_960, 2, null, 'waiting'],
]

const stateTones: Record<string, Tone> = dictionary({ late: 'bad', waiting: 'waiting', under_review: 'warning' })

const riskChip = (t: Translate, tone: Tone): Chip => ({
  tone,
  label: t(`web:word.${tone === 'bad' ? 'high' : tone === 'warning' ? 'standard' : 'low'}`),
  icon: tone === 'neutral' ? 'shield' : 'alert',
})

const rows = (t: Translate, now: Date) =>
  lines.map(([merchant, what, risk, cents, days, owner, state], index) => ({
    id: `dreq_${index}`,
    href: `/case?${index}`,
    merchant,
    what: t(`styleguide:queue.${what}`),
    risk: riskChip(t, risk),
    cents,
    days,
    owner,
    canClaim: owner === null,
    state: { tone: stateTones[state]!, label: t(`web:state.${state}`) } satisfies Chip,
    clock: exampleClock(t, now, {
      daysAgo: days,
      length: 30,
      isPaused: state === 'under_review',
      segments: state === 'under_review'
        ? [{ owner: 'merchant', days: days - 2 }, { owner: 'ours', days: 2 }]
        : [{ owner: 'merchant', days: Math.min(days, 30) }],
    }),
  }))

const tabs = (t: Translate): Tab[] => [
  { label: t('styleguide:queue.all'), href: '?', isCurrent: true, count: 41 },
  { label: t('styleguide:queue.mine'), href: '?mine', isCurrent: false, count: 2 },
  { label: t('styleguide:queue.free'), href: '?free', isCurrent: false, count: 26 },
  { label: t('styleguide:queue.soon'), href: '?soon', isCurrent: false, count: 6 },
  { label: t('styleguide:queue.late'), href: '?late', isCurrent: false, count: 3 },
]

const fields = (t: Translate): Field[] => [
  {
    name: 'risk',
    label: t('web:word.risk'),
    type: 'select',
    value: '',
    options: [
      { value: '', label: t('web:word.all') },
      { value: 'high', label: t('web:word.high') },
      { value: 'standard', label: t('web:word.standard') },
    ],
  },
  {
    name: 'state',
    label: t('web:word.state'),
    type: 'select',
    value: 'open',
    options: [
      { value: 'open', label: t('web:state.open') },
      { value: 'waiting', label: t('web:state.waiting') },
      { value: 'closed', label: t('web:state.closed') },
    ],
  },
  { name: 'since', label: t('styleguide:queue.since'), type: 'date', value: '2026-10-01' },
]

/** A queue: saved views, filters, rows, one action on many. */
export const queueExample = (t: Translate, now: Date) => ({
  columns: columns(t),
  rows: rows(t, now),
  tabs: tabs(t),
  sentence: t('styleguide:queue.sentence'),
  filters: { action: '/queue', fields: fields(t), hidden: [{ name: 'view', value: 'all' }], resetHref: '/queue' },
  reason: { name: 'reason', label: t('web:form.reason'), isLabelHidden: true, placeholder: t('web:form.reason') } satisfies Field,
  pages: { previous: null, next: '/queue?after=dreq_10', shown: t('styleguide:queue.shown') },
  next: { label: t('web:verb.next'), post: '/queue/next', key: 'n', icon: 'arrow-right' },
  csv: { label: t('web:verb.export'), href: '/queue.csv', kind: 'plain', icon: 'download' },
})
