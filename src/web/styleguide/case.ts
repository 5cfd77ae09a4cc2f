import type { Action, Column, Fact, Field, HistoryEntry } from '../components.ts'
import type { Translate } from '../i18n.ts'
import { exampleClocks } from './clocks.ts'

const hour = 3_600_000
const before = (now: Date, hours: number) => new Date(now.getTime() - hours * hour)

export const exampleHistory = (t: Translate, now: Date): HistoryEntry[] => [
  { at: before(now, 0.2), who: 'Camille Durand', what: t('styleguide:history.claimed'), icon: 'hand' },
  {
    at: before(now, 73),
    who: 'Idris Benali',
    what: t('styleguide:history.refused'),
    why: t('styleguide:history.refused_why'),
    tone: 'bad',
    icon: 'x',
  },
  {
    at: before(now, 120),
    who: 'Hélène Marchetti',
    what: t('styleguide:history.changed'),
    tone: 'neutral',
    icon: 'note',
    why: t('styleguide:history.changed_why'),
    changes: [{ label: t('web:word.risk'), before: t('web:word.standard'), after: t('web:word.high') }, {
      label: 'IBAN',
      before: null,
      after: 'FR76 •••• 4417',
    }],
  },
  { at: before(now, 265), who: 'Vigie', what: t('styleguide:history.reminded'), tone: 'waiting', icon: 'mail' },
  { at: before(now, 432), who: 'Vigie', what: t('styleguide:history.requested'), tone: 'good', icon: 'file-text' },
]

export const exampleFacts = (t: Translate): Fact[] => [
  { label: t('styleguide:facts.company'), text: 'Boulangerie Lenoir SARL', href: '#merchant' },
  { label: 'SIREN', text: '552 100 554', isMono: true },
  { label: t('styleguide:facts.manager'), text: 'Sophie Lenoir', note: t('styleguide:facts.since') },
  { label: t('styleguide:facts.iban'), text: 'FR76 •••• •••• 4417', isMono: true },
  { label: t('styleguide:facts.collected'), cents: 1_284_010 },
  { label: t('styleguide:facts.balance'), cents: -4_250 },
  { label: t('web:word.risk'), chip: { tone: 'warning', label: t('web:word.standard') }, note: t('styleguide:facts.risk_why') },
  { label: t('styleguide:facts.review'), day: '2027-03-01' },
  { label: t('styleguide:facts.website') },
]

const pieceColumns = (t: Translate): Record<string, Column> => ({
  piece: { label: t('styleguide:pieces.piece'), isLead: true },
  received: { label: t('styleguide:pieces.received') },
  size: { label: t('styleguide:pieces.size'), isNumber: true },
  check: { label: t('web:bench.check'), isWide: true },
  state: { label: t('web:word.state') },
})

const pieces = (t: Translate, now: Date) => [
  {
    href: '/bench',
    name: t('styleguide:pieces.identity'),
    at: before(now, 30),
    bytes: 1_843_000,
    check: t('styleguide:pieces.expired'),
    state: { tone: 'bad', label: t('web:state.rejected') },
  },
  {
    href: '/bench',
    name: t('styleguide:pieces.kbis'),
    at: before(now, 30.2),
    bytes: 412_300,
    check: t('styleguide:pieces.fresh'),
    state: { tone: 'good', label: t('web:state.accepted') },
  },
  {
    href: '/bench',
    name: t('styleguide:pieces.iban'),
    at: before(now, 50),
    bytes: 96_400,
    check: t('styleguide:pieces.holder'),
    state: { tone: 'warning', label: t('web:state.under_review') },
  },
]

const actions = (t: Translate): Action[] => [
  { label: t('web:verb.validate'), reason: t('styleguide:case.two_persons') },
  { label: t('web:verb.hand_over'), href: '#', key: 'h' },
]

/** A case: where it stands, its clock, the matter, its history. */
export const caseExample = (t: Translate, now: Date) => ({
  back: { label: t('web:nav.document_requests'), href: '/queue' },
  id: 'dreq_1BqTzW0ZkE4uVn8sYd2Lx7Kp',
  sentence: t('styleguide:case.sentence'),
  chip: { tone: 'waiting', label: t('web:state.waiting') },
  actions: actions(t),
  primary: { label: t('web:verb.request_documents'), href: '/decision', key: 'd' } satisfies Action,
  headFacts: [{ label: t('web:word.owner'), text: 'Camille Durand' }, {
    label: t('web:word.risk'),
    chip: { tone: 'warning', label: t('web:word.standard') },
  }, { label: t('styleguide:facts.collected'), cents: 1_284_010 }] satisfies Fact[],
  clock: exampleClocks(t, now).running,
  facts: exampleFacts(t),
  history: exampleHistory(t, now),
  pieceColumns: pieceColumns(t),
  pieces: pieces(t, now),
  note: { name: 'note', label: t('web:note.label'), type: 'textarea', rows: 2, width: 'full' } satisfies Field,
  notes: [{ at: before(now, 5), who: 'Idris Benali', text: t('styleguide:case.note') }],
  historyTabs: ['everything', 'decisions', 'mails'].map((name, index) => ({
    label: t(`styleguide:history.${name}`),
    href: `?${name}`,
    isCurrent: index === 0,
  })),
})

/** What the act does, with the figures that were shown. */
export const decisionExample = (t: Translate) => ({
  back: { label: 'Boulangerie Lenoir', href: '/case' },
  action: '/case/terminate',
  intro: t('styleguide:decision.intro'),
  undo: t('styleguide:decision.undo'),
  effects: [
    { figure: '37', text: t('styleguide:decision.payments'), href: '#' },
    { figure: '1 284,10 €'.replace(' ', '\u202f').replace(' €', '\u00a0€'), text: t('styleguide:decision.fees'), tone: 'good' },
    { figure: '3', text: t('styleguide:decision.disputes'), tone: 'warning' },
    { figure: '2', text: t('styleguide:decision.mails') },
    { figure: '−42,50 €'.replace(' €', '\u00a0€'), text: t('styleguide:decision.balance'), tone: 'bad' },
  ],
  hidden: [{ name: 'count', value: '37' }, { name: 'total', value: '128410' }],
  fields: [{
    name: 'reason',
    label: t('web:form.reason'),
    hint: t('web:form.reason_hint'),
    type: 'textarea',
    rows: 3,
    width: 'full',
    isRequired: true,
  }] satisfies Field[],
  submit: t('styleguide:decision.submit'),
  cancel: { label: t('web:verb.cancel'), href: '/case' },
})
