import { dictionary } from '#src/kernel/dictionary.ts'
import { translator, type Lang } from './i18n.ts'
import type { Layout, ViewModel } from './views.ts'
import { benchExample } from './styleguide/bench.ts'
import { caseExample, decisionExample, exampleFacts, exampleHistory } from './styleguide/case.ts'
import { exampleClocks } from './styleguide/clocks.ts'
import { exampleErrors, exampleFields, exampleSteps } from './styleguide/forms.ts'
import { examplePage } from './styleguide/frame.ts'
import { queueExample } from './styleguide/queue.ts'

/** One example: a view, all it is given, and its frame. */
export type Example = { view: string; layout: Layout; model: ViewModel }

const partsModel = (lang: Lang, now: Date): ViewModel => {
  const t = translator(lang)
  return {
    tones: (['neutral', 'waiting', 'good', 'warning', 'bad'] as const).map((tone) => ({
      tone,
      label: t(`web:tone.${tone}`),
      text: t(`styleguide:tone.${tone}`),
    })),
    clocks: exampleClocks(t, now),
    facts: exampleFacts(t),
    history: exampleHistory(t, now),
    fields: exampleFields(t),
    errors: exampleErrors(t),
    steps: exampleSteps(t),
    id: 'mrch_1BqTzW0ZkE4uVn8sYd2Lx7Kp',
    earlier: new Date(now.getTime() - 7_500_000),
    cents: 128_410,
    debt: -4_250,
    icons: iconNames,
    figures: [
      { label: t('styleguide:figures.mine'), value: '7', note: t('styleguide:figures.oldest'), href: '#' },
      { label: t('styleguide:figures.late'), value: '3', note: t('styleguide:figures.late_note'), tone: 'bad', href: '#' },
      { label: t('styleguide:figures.soon'), value: '12', tone: 'warning', note: t('styleguide:figures.soon_note'), href: '#' },
      { label: t('styleguide:figures.held'), value: '48 120 €'.replaceAll(' ', '\u00a0'), note: t('styleguide:figures.held_note') },
    ],
    progress: {
      id: 'reading',
      label: t('styleguide:progress.label'),
      done: 7,
      total: 12,
      text: t('styleguide:progress.text'),
      pollUrl: null,
    },
    empty: {
      title: t('styleguide:empty.title'),
      text: t('styleguide:empty.text'),
      icon: 'check-circle',
      action: { label: t('styleguide:empty.action'), href: '#' },
    },
  }
}

const iconNames = [
  'inbox',
  'folder',
  'file-text',
  'id-card',
  'store',
  'building',
  'user',
  'users',
  'card',
  'euro',
  'bank',
  'receipt',
  'scale',
  'flag',
  'shield',
  'shield-check',
  'clock',
  'hourglass',
  'calendar',
  'history',
  'pause',
  'play',
  'refresh',
  'check',
  'check-circle',
  'x',
  'ban',
  'alert',
  'info',
  'help',
  'lock',
  'key',
  'eye',
  'search',
  'filter',
  'columns',
  'list',
  'chart',
  'settings',
  'bell',
  'mail',
  'message',
  'note',
  'phone',
  'link',
  'copy',
  'download',
  'upload',
  'external',
  'printer',
  'plus',
  'minus',
  'trash',
  'hand',
  'swap',
  'log-out',
  'globe',
  'keyboard',
  'menu',
  'home',
  'vigie',
]

const merchantFrame = (lang: Lang, now: Date, title: string) => {
  const t = translator(lang)
  const nav = [{
    label: null,
    items: ['home', 'documents', 'payments', 'account', 'help'].map((name) => ({
      href: `#${name}`,
      label: t(`web:nav.${name}`),
      icon: 'home',
      isCurrent: name === 'documents',
    })),
  }]
  const account = {
    name: 'Sophie Lenoir',
    role: t('web:role.merchant'),
    email: 'sophie@lenoir.example',
    href: '#account',
    signOut: '/sign-out',
  }
  return examplePage(lang, now, { title, nav, account, search: null, steps: exampleSteps(t) })
}

/** Every example page of the guide, by name. */
export const styleguide: Record<string, (lang: Lang, now: Date) => Example> = dictionary({
  parts: (lang, now) => ({
    view: 'styleguide',
    layout: 'console',
    model: { ...partsModel(lang, now), page: examplePage(lang, now, { title: translator(lang)('styleguide:title') }) },
  }),
  queue: (lang, now) => {
    const t = translator(lang)
    const flash = { tone: 'good' as const, text: t('styleguide:queue.flash') }
    return {
      view: 'styleguide/queue',
      layout: 'console',
      model: { ...queueExample(t, now), page: examplePage(lang, now, { title: t('web:nav.document_requests'), flash }) },
    }
  },
  case: (lang, now) => ({
    view: 'styleguide/case',
    layout: 'console',
    model: { ...caseExample(translator(lang), now), page: examplePage(lang, now, { title: 'Boulangerie Lenoir' }) },
  }),
  decision: (lang, now) => ({
    view: 'styleguide/decision',
    layout: 'console',
    model: { ...decisionExample(translator(lang)), page: examplePage(lang, now, { title: translator(lang)('styleguide:decision.title') }) },
  }),
  bench: (lang, now) => ({
    view: 'styleguide/bench',
    layout: 'console',
    model: {
      ...benchExample(translator(lang)),
      page: examplePage(lang, now, { title: translator(lang)('styleguide:pieces.identity'), scripts: ['bench.js'] }),
    },
  }),
  merchant: (lang, now) => {
    const t = translator(lang)
    return {
      view: 'styleguide/merchant',
      layout: 'merchant',
      model: {
        fields: exampleFields(t),
        clock: exampleClocks(t, now).running,
        page: merchantFrame(lang, now, t('styleguide:merchant.title')),
      },
    }
  },
  'sign-in': (lang, now) => {
    const t = translator(lang)
    return {
      view: 'styleguide/sign-in',
      layout: 'plain',
      model: {
        fields: exampleFields(t),
        page: examplePage(lang, now, { title: t('styleguide:sign_in.title'), account: null, idleMinutes: null }),
      },
    }
  },
  error: (lang, now) => {
    const t = translator(lang)
    const said = {
      status: 409,
      title: t('errors:state_has_changed.title'),
      text: t('errors:state_has_changed.text'),
      home: '/console',
      requestId: '0d5c1b9e-7a41-4b1e',
    }
    return { view: 'errors/error', layout: 'plain', model: { ...said, page: examplePage(lang, now, { title: said.title }) } }
  },
})
