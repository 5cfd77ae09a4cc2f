import { describe, expect, it } from 'vitest'
import { archivablePrefixes } from '#src/archive/archive.sql.ts'
import { atHandSince, inArchiveFrom } from '#src/archive/archive.ts'
import { restrictablePrefixes } from '#src/restrictions/restrictions.sql.ts'
import { routes } from '#src/routes.ts'
import type { InnerDoor } from '#src/web/route.ts'

/**
 * Every address of the console that shows or hands out something by its id: the doors it stands behind, or why none. A new one is added
 * here, or this fails. `both`: in the archive with a reason, of somebody restricted for a permitted use; `archive`: what is restricted is
 * shown all the same, because a duty or the defence of claims asks for it (docs/privacy.md).
 */
const behind: Record<'both' | 'archive', Record<string, readonly string[]>> = {
  both: {
    doss: [
      'dossiers/:id',
      'dossiers/:id/as-of',
      'dossiers/:id/inspection',
      'dossiers/:id/validate',
      'dossiers/:id/reject',
      'dossiers/:id/ask-for-documents',
      'dossiers/:id/propose',
      'dossiers/:id/confirm',
      'dossiers/:id/reconsider',
      'dossiers/:id/accept-answers',
      'dossiers/:id/override-gap',
    ],
    revw: ['reviews/:id/hand-over'],
    insp: ['inspections/:id', 'inspections/:id/progress', 'inspections/:id/pack.zip'],
    docu: ['documents/:id', 'documents/:id/pages/:page', 'documents/:id/reading', 'documents/:id/file'],
    dreq: ['requests/:id', 'requests/:id/extend', 'requests/:id/withdraw'],
    acch: ['account-changes/:id', 'account-changes/:id/pages/:page', 'account-changes/:id/file'],
    natt: ['notes/attachments/:id'],
    paym: ['payments/:id'],
  },
  archive: {
    frdc: [
      'fraud-cases/:id',
      ...[
        'add',
        'remove',
        'roll-keys',
        'finding',
        'propose',
        'confirm',
        'undo',
        'confirm-undo',
        'effects.csv',
        'certificates/:certificate',
        'hand-over',
      ]
        .map((one) => `fraud-cases/:id/${one}`),
    ],
    frdr: ['fraud-reports/:id'],
    dspt: ['disputes/:id', ...['send-back', 'represent', 'clock', 'outcome', 'hand-over'].map((one) => `disputes/:id/${one}`)],
    rpce: ['resolution-pieces/:id'],
    evdf: ['evidence-files/:id'],
    dspl: ['dispute-lines/:id'],
    schi: ['screening/hits/:id', 'screening/looks/:id'],
    scsj: ['screening/subjects/:id', 'screening/subjects/:id/proof'],
  },
}
/** Why an address stands behind neither. By the beginning of what follows `/console/`. */
const without: Record<string, readonly string[]> = {
  'a merchant and his people hide each user who is restricted by themselves (`keptApart`); nothing of the file': [
    'merchants/:id',
    'merchants/:id/users/new',
    'merchants/:id/users/:user/remove',
  ],
  'accounts, to the cent, of a merchant: nobody is named': [
    'merchants/:id/ledger',
    'payouts/:id',
    'payouts/:id/statement',
    'payouts/:id/lines.csv',
    'payout-batches/:id/file',
    'invoices/:id/file',
    'breaks/:id',
    'dispute-imports/:id',
    'corrections/:id',
    ...['confirm', 'propose-undo', 'confirm-undo'].map((one) => `corrections/:id/${one}`),
  ],
  'money of a merchant under a title that lives, or his breach': [
    'merchants/:id/new-hold',
    'merchants/:id/breach',
    'holds/:id',
    'holds/:id/confirm',
    'holds/:id/propose-release',
    'holds/:id/confirm-release',
    'breaches/:id',
  ],
  'vigilance over a merchant, under rules of its own (L561-6)': [
    'alerts/:id',
    'alerts/:id/hand-over',
    'alerts/:id/close',
    'alerts/:id/escalate',
    'alerts/looks/:id',
    'ratings/:id',
    'aml-cases/:id',
    'aml-cases/:id/pieces/:piece',
    ...['answer', 'ask', 'attach', 'detach', 'conclude', 'reopen', 'hand-over'].map((one) => `aml-cases/:id/${one}`),
  ],
  'the closed circle': [
    'legal-holds/:id/kept.csv',
    'legal-holds/:id/kept.zip',
    'screening/freezes/:id',
    'screening/freezes/:id/reports/:report',
    'screening/freezes/:id/reports/:report.json',
    'conclusions/:id',
    'conclusions/:id/declare',
    'declarations/:id',
    'declarations/:id/compare',
    'declarations/:id/edit',
    'declarations/:id/acts/:act',
    'declarations/:id/pieces/:piece',
    'declarations/:id/pack.zip',
    'declaration-ends/:id/certificate',
    'circle/:id',
  ],
  'requests of persons, whose answer is what restriction and archive are for': [
    'rights/:id',
    ...[
      'doubt',
      'verify',
      'extend',
      'withdraw',
      'answer',
      'refuse',
      'subjects',
      'package',
      'package/progress',
      'package.zip',
      'erasure',
      'erasure/decide',
      'erasure/certificate',
      'erasure/signature',
      'rectify',
      'restrict',
    ]
      .map((one) => `rights/:id/${one}`),
    'rights-files/:id',
    'rectifications/:id',
    'restrictions/:id/lift',
  ],
  'the doors themselves': ['archive/:id', 'restricted/:id'],
  'no person, no case': [
    'audit/chain/:day/file',
    'programmes/:id',
    'dashboards/:queue',
    'dashboards/:queue.csv',
    'dashboards/:queue/items',
    'dashboards/:queue/items.csv',
    'monitoring/:scenario',
    'monitoring/:scenario/progress',
    'monitoring/:scenario/backtests/:id.csv',
    'watchlists/:code',
    'watchlists/:code/changes.csv',
    'watchlists/entries/:id',
    'retention/:category',
    'retention/:category/purge',
    'retention/:category/purge.csv',
    'retention/:category/purges/:id/certificate',
    'retention/:category/purges/:id/signature',
    'legal-holds/:id',
    'legal-holds/:id/lift',
    'data-breaches/:id',
    ...['describe', 'assess', 'notify', 'tell', 'close', 'draft.pdf'].map((one) => `data-breaches/:id/${one}`),
    'jobs/:name',
    'jobs/runs/:id',
    'jobs/runs/:id.csv',
    'staff/:id',
    'staff/:id/disable',
  ],
}

/** What is done there and has no page of its own under that address, by the page that it is done from. */
const acts: Record<string, readonly string[]> = {
  'reviews/:id/hand-over': ['reviews/:id/claim', 'reviews/:id/release'],
  'dossiers/:id': [
    'presence',
    'ask-for-documents/preview',
    'decline',
    'withdraw-override',
    'record-identification',
    'withdraw-identification',
    'notes',
  ]
    .map((one) => `dossiers/:id/${one}`),
  'documents/:id': ['accept', 'refuse', 'reconsider', 'retry', 'fields'].map((one) => `documents/:id/${one}`),
  'merchants/:id': ['merchants/:id/users/:user/invite'],
  'account-changes/:id': ['account-changes/:id/accept', 'account-changes/:id/decline'],
  'breaks/:id': ['breaks/:id/resolve'],
  'fraud-reports/:id': ['fraud-reports/:id/file'],
  'fraud-cases/:id': ['claim', 'release', 'notes', 'decline', 'decline-undo'].map((one) => `fraud-cases/:id/${one}`),
  'holds/:id': ['holds/:id/decline', 'holds/:id/decline-release'],
  'breaches/:id': ['breaches/:id/confirm', 'breaches/:id/decline'],
  'corrections/:id': [
    'corrections/:id/decline',
    'corrections/:id/withdraw',
    'corrections/:id/withdraw-undo',
    'corrections/:id/decline-undo',
  ],
  'disputes/:id': ['notes', 'pieces', 'claim', 'release', 'engage', 'take-over', 'build'].map((one) => `disputes/:id/${one}`),
  'resolution-pieces/:id': ['resolution-pieces/:id/remove'],
  'dispute-imports/:id': ['dispute-imports/:id/take'],
  'dispute-lines/:id': ['dispute-lines/:id/resolve'],
  'alerts/:id': ['alerts/:id/claim', 'alerts/:id/release', 'alerts/:id/notes'],
  'alerts/looks/:id': ['alerts/looks/:id/aside', 'alerts/looks/:id/settle'],
  'aml-cases/:id': ['aml-cases/:id/begin', 'aml-cases/:id/notes', 'aml-cases/:id/pieces'],
  'monitoring/:scenario': ['propose', 'backtest', 'sign', 'decline', 'withdraw'].map((one) => `monitoring/:scenario/${one}`),
  'ratings/:id': ['level', 'lowering/sign', 'lowering/decline', 'lowering/withdraw', 'facts', 'facts/:fact/withdraw'].map((one) =>
    `ratings/:id/${one}`
  ),
  'screening/hits/:id': ['claim', 'release', 'judge', 'confirm', 'decline', 'pep', 'pep-approve'].map((one) => `screening/hits/:id/${one}`),
  'screening/freezes/:id': ['screening/freezes/:id/reports/:report/sent'],
  'watchlists/:code': ['watchlists/:code/import', 'watchlists/:code/settings'],
  'payout-batches/:id/file': ['payout-batches/:id/export'],
  'retention/:category': ['propose', 'sign', 'decline', 'purge/preview', 'purge/sign', 'purge/refuse'].map((one) =>
    `retention/:category/${one}`
  ),
  'legal-holds/:id': ['review', 'propose-lift', 'confirm-lift', 'decline-lift'].map((one) => `legal-holds/:id/${one}`),
  'rights/:id': ['take', 'link', 'unlink', 'files', 'erasure/execute', 'erasure/decline'].map((one) => `rights/:id/${one}`),
  'rectifications/:id': ['rectifications/:id/apply', 'rectifications/:id/decline'],
  'circle/:id': ['circle/:id/confirm', 'circle/:id/decline', 'circle/:id/end'],
  'conclusions/:id': ['propose', 'confirm', 'decline'].map((one) => `conclusions/:id/${one}`),
  'declarations/:id': ['retake', 'pieces', 'take-document', 'pieces/:piece/remove'].map((one) => `declarations/:id/${one}`),
  'declaration-ends/:id/certificate': ['declaration-ends/:id/carry-out', 'declaration-ends/:id/decline'],
  'jobs/:name': ['jobs/:name/run'],
  'staff/:id': ['roles', 'reset-password', 'enable', 'unlock', 'reset-second-factor', 'end-sessions'].map((one) => `staff/:id/${one}`),
}
/**
 * Acts without any page to be done from. What a duty does to a file in the archive comes by jobs and never here: a dispute that the
 * acquirer reports, a day that passes, an erasure that is due.
 */
const loose = ['account/sessions/:id/revoke', ...['sign', 'decline', 'withdraw'].map((one) => `ratings/countries/:id/${one}`)]

const console = routes({ isTrial: false }).filter(({ path }) => path.startsWith('/console/') && path.includes(':'))
const short = ({ path }: { path: string }): string => path.slice('/console/'.length)
const doorsOf: Record<'both' | 'archive', readonly InnerDoor['name'][]> = { both: ['archive', 'restriction'], archive: ['archive'] }
const namesOf = ({ doors }: { doors?: readonly InnerDoor[] }): string => String((doors ?? []).map(({ name }) => name))
const said = new Map<string, readonly InnerDoor['name'][]>([
  ...(['both', 'archive'] as const).flatMap((doors) => Object.values(behind[doors]).flat().map((path) => [path, doorsOf[doors]] as const)),
  ...Object.values(without).flat().map((path) => [path, []] as const),
])

describe('the doors', () => {
  it('every address by an id stands behind those of what it shows, or says why behind none', () => {
    const gets = console.filter(({ method }) => method === 'get')
    expect(gets.map(short).filter((path) => !said.has(path))).toEqual([])
    expect([...said.keys()].filter((path) => !gets.some((one) => short(one) === path))).toEqual([])
    expect(gets.filter((one) => namesOf(one.handler) !== String(said.get(short(one)))).map(short)).toEqual([])
  })

  it('every act by an id stands behind those of its page, whether it draws a form again or not', () => {
    const doorsOfAct = new Map([
      ...said,
      ...Object.entries(acts).flatMap(([page, all]) => all.map((one) => [one, said.get(page)] as const)),
      ...loose.map((one) => [one, []] as const),
    ])
    const posts = console.filter(({ method }) => method === 'post')
    const added = [...loose, ...Object.values(acts).flat()]
    expect(Object.keys(acts).filter((page) => !said.has(page))).toEqual([])
    expect(posts.map(short).filter((path) => !doorsOfAct.has(path))).toEqual([])
    expect(added.filter((path) => said.has(path) || !posts.some((one) => short(one) === path))).toEqual([])
    expect(posts.filter((one) => namesOf(one.handler) !== String(doorsOfAct.get(short(one)))).map(short)).toEqual([])
    expect(console.filter(({ method }) => method !== 'get' && method !== 'post')).toEqual([])
  })

  it('a form that was refused draws nothing that the page would not show', () => {
    const again = console.filter(({ form, path }) =>
      form && [...said].some(([one, doors]) => doors.length > 0 && `/console/${one}`.split('/:id')[0] === path.split('/:id')[0])
    )
    expect(again.length).toBeGreaterThan(40)
    expect(again.filter(({ form }) => namesOf(form!) === '').map(({ method, path }) => `${method} ${path}`))
      .toEqual([])
  })

  it('each kind of id is one that its doors know', () => {
    expect([...Object.keys(behind.both), ...Object.keys(behind.archive)].filter((prefix) => !archivablePrefixes.includes(prefix))).toEqual(
      [],
    )
    expect(Object.keys(behind.both).filter((prefix) => !restrictablePrefixes.includes(prefix))).toEqual([])
  })
})

describe('the day of the archive', () => {
  const payment = { category: 'payment', active: { length: 15, unit: 'month' } } as const
  it('a payment is at hand for fifteen months, to the day; what was refused by vigilance not for one', () => {
    expect([
      inArchiveFrom(payment, '2025-08-31'),
      inArchiveFrom({ category: 'rejected_dossier_aml', active: { length: 0, unit: 'month' } }, '2026-03-02'),
      inArchiveFrom({ category: 'dispute_file', active: { length: 0, unit: 'month' } }, '2026-03-02'),
    ])
      .toEqual(['2026-11-30', '2026-03-02', '2026-04-02'])
    for (const today of ['2026-11-29', '2026-11-30', '2026-12-01', '2028-02-29', '2026-05-31']) {
      const since = atHandSince(payment, today)!
      expect([
        inArchiveFrom(payment, since)! > today,
        inArchiveFrom(payment, new Date(Date.parse(since) - 86_400_000).toISOString().slice(0, 10))! <= today,
      ])
        .toEqual([true, true])
    }
    expect(atHandSince({ category: 'payment', active: null }, '2026-03-02')).toBeNull()
  })
})
