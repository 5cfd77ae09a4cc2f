import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { routes } from '#src/routes.ts'
import { hasText } from '#src/web/i18n.ts'

/** The rules that types cannot keep. `docs/architecture.md` says why each stands. */
const root = fileURLToPath(new URL('..', import.meta.url))
const filesUnder = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending)).map((name) =>
    join(folder, name)
  )
const text = (file: string): string => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '')
const sources = [...filesUnder('src', '.ts'), ...filesUnder('jobs', '.ts')].filter((file) => !file.endsWith('.d.ts'))

type Import = { to: string; isType: boolean; names: string[] }
const importsOf = (file: string): Import[] =>
  [
    ...text(file).matchAll(
      /^(?:import|export)\s+(type\s+)?([^'"]*?)\s*from\s+'([^']+)'|^import\s+'([^']+)'|(?<=await )import\('([^']+)'\)/gm,
    ),
  ]
    .flatMap((found) => {
      const target = found[3] ?? found[4] ?? found[5] ?? ''
      const names = (found[2] ?? '').replace(/[{}]/g, '').split(',').map((name) => name.trim()).filter(Boolean)
      const isType = Boolean(found[1]) || (names.length > 0 && names.every((name) => name.startsWith('type ')))
      if (target.startsWith('#')) return [{ to: target.slice(1), isType, names }]
      return target.startsWith('.') ? [{ to: relative(root, resolve(root, dirname(file), target)), isType, names }] : []
    })

/** Hashing and sealing: values in, values out. A noun may use it. */
const arithmetic = 'src/platform/crypto.ts'

type Kind = 'kernel' | 'platform' | 'web' | 'noun' | 'sql' | 'useCase' | 'face' | 'door' | 'job' | 'operations'
/** A use case works on a context or on the platform; what does none of these and is no face or SQL is a noun: pure. */
const kindOf = (file: string): Kind => {
  if (file.startsWith('jobs/')) return 'job'
  const [, room = ''] = file.split('/')
  if (room === 'kernel' || room === 'platform' || room === 'web') return room
  if (room === 'doors' || room === 'demo' || room.endsWith('.ts')) return 'door'
  if (/\.(console|merchant|api|view|page)\.ts$/.test(file)) return 'face'
  if (file.endsWith('.sql.ts')) return 'sql'
  if (room === 'operations') return 'operations'
  const touches = ({ to, isType }: Import): boolean =>
    to === 'src/platform/ctx.ts' || (to.endsWith('.sql.ts') && !isType) || (to.startsWith('src/platform/') && !isType && to !== arithmetic)
  return importsOf(file).some(touches) ? 'useCase' : 'noun'
}
const mayImport: Record<Kind, Kind[]> = {
  kernel: ['kernel'],
  platform: ['kernel', 'platform'],
  web: ['kernel', 'platform', 'web'],
  noun: ['kernel', 'noun'],
  sql: ['kernel', 'platform', 'noun', 'sql'],
  useCase: ['kernel', 'platform', 'noun', 'sql', 'useCase'],
  face: ['kernel', 'platform', 'web', 'noun', 'sql', 'useCase', 'face', 'operations'],
  operations: ['kernel', 'platform', 'web', 'noun', 'sql', 'operations'],
  job: ['platform', 'useCase', 'job'],
  door: ['kernel', 'platform', 'web', 'noun', 'sql', 'useCase', 'face', 'door', 'job', 'operations'],
}
/** Letters are rendered by the same engine as pages: of web/, these four only turn values into text. */
const rendering = new Set(['src/web/views.ts', 'src/web/i18n.ts', 'src/web/formats.ts', 'src/web/page-model.ts'])
const isLetter = (from: string, to: string): boolean => from.startsWith('src/notifications/') && rendering.has(to)
const roomOf = (file: string): string => file.split('/')[1] ?? ''

/** Values of the room's own SQL only, for a use case: another room's tables are moved by that room's use cases. Reads may cross. */
const ownersOf: Record<string, string> = {
  audit_events: 'platform',
  audit_unsealed: 'platform audit',
  audit_blocks: 'audit',
  chain_heads: 'chainHeads',
  inspection_packs: 'inspection',
  job_runs: 'platform',
  job_run_items: 'platform',
  merchant_keys: 'platform',
  person_keys: 'platform personKeys',
  row_keys: 'backups',
  resealing: 'personKeys',
  erasure_certificates: 'erasure',
  sessions: 'platform',
  rate_limits: 'web',
  submissions: 'platform',
  staff: 'staff',
  staff_roles: 'staff',
  merchants: 'merchants',
  merchant_users: 'merchants',
  merchant_links: 'merchants',
  api_keys: 'merchants',
  dossiers: 'dossiers',
  companies: 'dossiers',
  people: 'dossiers',
  payout_accounts: 'dossiers',
  account_changes: 'accountChanges',
  documents: 'documents',
  document_pages: 'documents',
  contracts: 'contracts',
  review_items: 'reviews',
  review_presences: 'reviews',
  decisions: 'reviews',
  gap_overrides: 'reviews',
  notes: 'notes',
  note_attachments: 'notes',
  document_requests: 'requests',
  document_request_items: 'requests',
  clock_suspensions: 'requests',
  clock_floors: 'requests',
  clock_extensions: 'requests',
  clock_reminders: 'requests',
  mails: 'notifications',
  document_findings: 'checks',
  document_checks: 'checks',
  document_corrections: 'checks',
  check_overrides: 'checks',
  checks_due: 'checks',
  seal_certificates: 'seals',
  maintenances: 'operations',
  payers: 'payers',
  payer_addresses: 'payers',
  cards: 'cards',
  card_vault: 'cards',
  mandates: 'mandates',
  account_checks: 'mandates',
  scorings: 'scoring',
  payouts: 'payouts',
  payout_batches: 'payouts',
  payout_lines: 'payouts',
  payout_waits: 'payouts',
  refused_payments: 'refusedPayments',
  bank_answers: 'payouts',
  bank_simulator_transfers: 'bank',
  invoices: 'billing',
  invoice_lines: 'billing',
  invoice_counters: 'billing',
  invoiced_months: 'billing',
  safeguarding_days: 'safeguarding',
  holds: 'holds',
  hold_slices: 'holds',
  hold_acts: 'holds',
  breaches: 'breaches',
  corrections: 'corrections',
  contract_ends: 'contracts',
  fraud_cases: 'fraud',
  fraud_case_payments: 'fraud',
  fraud_decisions: 'fraudDecisions',
  fraud_reports: 'fraudReports',
  fraud_effects: 'fraudEffects',
  fraud_certificates: 'fraudCertificates',
  dispute_rules: 'disputeRules',
  dispute_lines: 'disputeLines',
  dispute_imports: 'disputeLines',
  dispute_reminders: 'disputes',
  dispute_report_days: 'disputeLines',
  simulator_dispute_lines: 'acquirer',
  watchlists: 'watchlists',
  watchlist_versions: 'watchlists',
  watchlist_imports: 'watchlists',
  watchlist_entries: 'watchlists',
  watchlist_editions: 'watchlists',
  watchlist_changes: 'watchlists',
  watchlist_names: 'watchlists',
  watchlist_identifiers: 'watchlists',
  screening_settings: 'screening',
  screening_sets: 'screening',
  screening_subjects: 'screening',
  screening_versions: 'screening',
  screening_names: 'screening',
  screening_numbers: 'screening',
  screening_scores: 'screening',
  screening_searches: 'screening',
  screening_runs: 'screening',
  screening_gaps: 'screening',
  screening_due: 'screening',
  screening_hits: 'hits',
  hit_acts: 'hits',
  second_looks: 'hits',
  pep_files: 'hits',
  freezes: 'freezes',
  freeze_holds: 'freezes',
  freeze_reports: 'freezes',
  freeze_events: 'freezes',
  aml_cases: 'amlCases',
  aml_case_notes: 'amlCases',
  aml_case_pieces: 'amlCases',
  aml_case_answers: 'amlCases',
  aml_case_payments: 'amlCases',
  aml_case_hits: 'amlCases',
  closed_conclusions: 'conclusions',
  alerts: 'alerts',
  alert_notes: 'alerts',
  alert_looks: 'alertLooks',
  alert_look_asides: 'alertLooks',
  merchant_days: 'monitoring',
  merchant_bins: 'monitoring',
  monitoring_marks: 'monitoring',
  monitored_days: 'monitoring',
  scenario_versions: 'thresholds',
  backtests: 'thresholds',
  backtest_alerts: 'thresholds',
  risk_tables: 'riskTables',
  risk_country_changes: 'riskTables',
  ratings: 'ratings',
  rating_overrides: 'ratings',
  rating_facts: 'ratings',
  rating_marks: 'ratings',
  programme_rules: 'programmes',
  programme_months: 'programmes',
  retention_policies: 'retention',
  legal_holds: 'retention',
  purges: 'retention',
  closed_kept: 'retention',
  closed_kept_files: 'retention',
  purge_list: 'retention',
  tombstones: 'retention',
  purge_certificates: 'retention',
  foreign_tombstones: 'tombstones',
  archive_openings: 'archive',
  restriction_openings: 'restrictions',
  closed_purges: 'declarationEnds',
  closed_tombstones: 'declarationEnds',
  rejection_markers: 'rejections',
  resolutions: 'resolutions',
  resolution_changes: 'resolutions',
  resolution_pieces: 'resolutions',
  evidence_files: 'resolutions',
  evidence_sendings: 'sendings',
  simulator_evidence: 'acquirer',
  settlement_lines: 'settlements',
  settlement_report_days: 'settlements',
  bank_message_days: 'payouts',
  tariffs: 'billing',
  payments: 'payments',
  refunds: 'refunds',
  disputes: 'disputes',
  acquirer_calls: 'acquirer',
  simulator_operations: 'acquirer',
  closed_events: 'platform',
  closed_register_end: 'platform',
  closed_seats: 'circle',
  closed_criteria: 'declarations',
  closed_declarations: 'declarations',
  closed_pieces: 'packs',
  closed_oppositions: 'oppositions',
  job_orders: 'platform',
  identification_measures: 'identification',
  document_expiries: 'renewals',
  expiry_notices: 'renewals',
  periodic_reviews: 'renewals',
  rights_requests: 'rights',
  rights_subjects: 'rights',
  rights_files: 'rights',
  rights_acts: 'rights',
  data_packages: 'packages',
  erasures: 'erasure',
  erasure_tombstones: 'erasure',
  rectifications: 'rectifications',
  rectified_values: 'rectifications',
  restrictions: 'restrictions',
  privacy_settings: 'processing',
  data_breaches: 'dataBreaches',
  data_breach_notices: 'dataBreaches',
  data_breach_acts: 'dataBreaches',
  ledger_accounts: 'ledger',
  ledger_entries: 'ledger',
  ledger_postings: 'ledger',
  ledger_snapshots: 'ledger',
  ledger_horizon: 'ledger',
  ledger_periods: 'ledger',
}

describe('arrows go down', () => {
  it('no file imports a value from above it', () => {
    const wrong = sources.flatMap((file) => {
      const kind = kindOf(file)
      return importsOf(file)
        .filter(({ to, isType }) =>
          /^(src|jobs)\//.test(to) && !isType && to !== arithmetic && !isLetter(file, to) && !mayImport[kind].includes(kindOf(to))
        )
        .map(({ to }) => `${file} (${kind}) → ${to} (${kindOf(to)})`)
    })
    expect(wrong).toEqual([])
  })

  it('there is no circle', () => {
    const graph = new Map(sources.map((file) => [file, importsOf(file).filter(({ isType }) => !isType).map(({ to }) => to)]))
    const state = new Map<string, 'open' | 'done'>()
    const circles: string[] = []
    const walk = (file: string, path: string[]): void => {
      if (state.get(file) === 'done') return
      if (state.get(file) === 'open') return void circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      state.set(file, 'open')
      for (const to of graph.get(file) ?? []) walk(to, [...path, file])
      state.set(file, 'done')
    }
    for (const file of graph.keys()) walk(file, [])
    expect(circles).toEqual([])
  })

  it('a job is a bell: it calls use cases and decides nothing', () => {
    const long = filesUnder('jobs', '.ts').filter((file) =>
      !file.endsWith('index.ts') && text(file).split('\n').filter((line) => line.trim() !== '').length > 20
    )
    expect(long).toEqual([])
  })
})

/** What is over is erased in two rooms for every table: `test/retention/erasures.test.ts` reads there that nothing that is held goes. */
const erasers = /^src\/(?:purgers|moneyPurgers)\/\w+\.sql\.ts$/

describe('tables', () => {
  it('each is written in its own room only', () => {
    const writes =
      /(?:insertInto|updateTable|deleteFrom)\(\s*'([a-z_]+)(?: as \w+)?'|\b(?:insert into|delete from|update)\s+([a-z_]+)\s+(?:set|\(|where|as|values|using)/g
    const wrong = sources.flatMap((file) =>
      [...text(file).matchAll(writes)].flatMap((found) => {
        const table = found[1] ?? found[2] ?? ''
        const owners = ownersOf[table]?.split(' ')
        return owners && !owners.includes(roomOf(file)) && !erasers.test(file) ? [`${file} writes ${table}`] : []
      })
    )
    expect(wrong).toEqual([])
  })

  it('a use case moves its own room; of another it reads, or calls the use case', () => {
    const reads = /^(type )?(find|list|read|count|lock|is|has|my|[A-Z])/
    const wrong = sources
      .filter((file) => kindOf(file) === 'useCase')
      .flatMap((file) =>
        importsOf(file).filter(({ to }) => to.endsWith('.sql.ts') && roomOf(to) !== roomOf(file)).flatMap(({ to, names }) =>
          names.filter((name) => !reads.test(name)).map((name) => `${file} → ${to}: ${name}`)
        )
      )
    expect(wrong).toEqual([])
  })

  it('every table has its owner on the list', () => {
    const tables = [...text('src/platform/db.types.ts').split('export interface DB {')[1]!.matchAll(/^ {2}([a-z_]+): /gm)].map((found) =>
      found[1]
    )
    expect(tables.filter((table) => !ownersOf[table!])).toEqual([])
  })
})

describe('tables of words', () => {
  it('are dictionaries: what comes from outside finds nothing of Object’s own in them', () => {
    const plain = /^(?:export )?const \w+: (?:Readonly<|Partial<)*Record<string, .* = (?:\{|Object\.fromEntries)/m
    const lettersOnly = new Set(['src/pieces/mrz/lookalikes.ts', 'src/bank/sepaText.ts', 'jobs/index.ts'])
    expect(sources.filter((file) => !lettersOnly.has(file) && plain.test(text(file)))).toEqual([])
  })
})

describe('time', () => {
  it('nobody but platform/clock.ts reads the wall clock', () => {
    const reads = /\bnew Date\(\)|\bDate\.now\(|\bperformance\.timeOrigin|Temporal\.Now|\bnow\(\)(?=.*(sql|`))/
    const allowed = new Set(['src/platform/clock.ts'])
    expect(sources.filter((file) => !allowed.has(file) && reads.test(text(file).replace(/\/\*\*[\s\S]*?\*\/|\/\/.*$/gm, '')))).toEqual([])
  })

  it('only doors, demo and the two platform runners ask it', () => {
    const askers = sources.filter((file) => /import \{[^}]*\bwallClock\b/.test(text(file)))
    const may = /^src\/(doors|demo|platform)\/|^src\/operations\/probes\.ts$/
    expect(askers.filter((file) => !may.test(file))).toEqual([])
  })
})

describe('routes', () => {
  const all = routes({ isTrial: true })

  it('every route is behind a door, or on the list of public ones', () => {
    const open = all.filter(({ guard }) => guard.door === 'public').map(({ method, path }) => `${method} ${path}`)
    expect(open.sort()).toEqual(publicRoutes.toSorted())
  })

  it('no address is hung twice', () => {
    const seen = all.map(({ method, path }) => `${method} ${path}`)
    expect(seen.filter((one, i) => seen.indexOf(one) !== i)).toEqual([])
  })

  it('production hangs no trial page', () => {
    expect(routes({ isTrial: false }).filter(({ path }) => path.startsWith('/dev'))).toEqual([])
  })

  it('a console address is never public but for signing in', () => {
    const loose = all.filter(({ path, guard }) => path.startsWith('/console') && !['console', 'half', 'circle'].includes(guard.door))
    expect(loose.map(({ path }) => path).filter((path) => path !== '/console/sign-in')).toEqual([])
  })
})

/** Who is not signed in may come here, and nowhere else. */
const publicRoutes: string[] = [
  'get /',
  // signing in, and choosing a language before it
  'get /console/sign-in',
  'post /console/sign-in',
  'post /language',
  'get /merchant/sign-in',
  'post /merchant/sign-in',
  'post /merchant/language',
  // an account before it is one; its links are followed by whoever holds the mailbox
  'get /merchant/sign-up',
  'post /merchant/sign-up',
  'get /merchant/sign-up/sent',
  'get /merchant/activate',
  'post /merchant/activate',
  'get /merchant/activate/:token',
  'post /merchant/activate/:token',
  'get /merchant/forgot',
  'post /merchant/forgot',
  'get /merchant/forgot/sent',
  'get /merchant/reset/:token',
  'post /merchant/reset/:token',
  // what the API takes and gives, for whoever writes a client
  'get /v1/openapi.json',
  // payers, who have no account: the payment page opens by a public key and an id of 77 random bits, their bank's page by a token of 122
  'get /pay/:publicKey/:paymentId',
  'post /pay/:publicKey/:paymentId',
  'get /v1/redirect/:token',
  'post /v1/redirect/:token',
  'get /v1/consent/:token',
  'post /v1/consent/:token',
  // a trial only: production hangs none of them (below)
  'get /dev/logins',
  'get /dev/mail',
  'get /dev/mail/:id',
  'get /dev/mail/:id/html',
]

describe('views', () => {
  const views = filesUnder('views', '.hbs')

  it('hold no inline style, script or handler: the policy would refuse them', () => {
    const page = views.filter((file) => !/views\/(mails|layouts\/mail)/.test(file))
    expect(page.filter((file) => /\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=|javascript:/i.test(text(file)))).toEqual([])
  })

  it('load nothing from outside', () => {
    expect(
      [...views, ...filesUnder('public', '.css'), ...filesUnder('public', '.js')].filter((file) =>
        /(src|href)="https?:|url\(["']?https?:|@import\s+["']?http|import\(?["']https?:/.test(text(file))
      ),
    )
      .toEqual([])
  })
})

describe('texts', () => {
  it('every key that code or a view names is written, in both languages', () => {
    const rooms = filesUnder('locales/fr', '.json').map((file) => file.split('/').at(-1)!.replace('.json', ''))
    const key = new RegExp(`['"\`]((${rooms.join('|')}):[a-z0-9_]+(\\.[a-z0-9_]+)+)['"\`]`, 'g')
    const named = [...sources, ...filesUnder('views', '.hbs')].flatMap((file) =>
      [...text(file).matchAll(key)].map((found) => ({ file, key: found[1]! }))
    )
    const holes = named.filter(({ key: one }) =>
      !(['fr', 'en'] as const).every((lang) => [one, `${one}_one`, `${one}_other`].some((name) => hasText(lang, name)))
    )
    expect(holes.map(({ file, key: one }) => `${file}: ${one}`)).toEqual([])
  })
})

describe('secrecy', () => {
  it('only doors and demo print to the terminal', () => {
    expect(sources.filter((file) => /\bconsole\.(log|error|table|warn|info)\(/.test(text(file)) && !/^src\/(doors|demo)\//.test(file)))
      .toEqual([])
  })

  it('nothing of a form is logged', () => {
    expect(sources.filter((file) => /\blog\.\w+\(\s*\{[^}]*\b(body|password|email|token|iban|fileName)\b\s*[:,}]/.test(text(file))))
      .toEqual([])
  })
})

describe('style', () => {
  it('no room hides in a vague word', () => {
    expect(
      sources.filter((file) =>
        /(^|\/|-)(utils?|helpers?|managers?|services?|common|misc)(\.|\/|-)/i.test(file) && file !== 'src/web/view-helpers.ts'
      ),
    )
      .toEqual([])
  })

  it('nothing is silenced', () => {
    expect(sources.filter((file) => /@ts-(ignore|nocheck)|\bas any\b|TODO|FIXME/.test(text(file)))).toEqual([])
  })
})
