import { sql } from 'kysely'
import { jobs } from '#jobs/index.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { readDossier } from '#src/dossiers/readDossier.sql.ts'
import { lackingIdentification } from '#src/identification/identification.ts'
import { recordIdentification } from '#src/identification/recordIdentification.ts'
import { system, visitor, type StaffActor } from '#src/kernel/actor.ts'
import { readApiKeys } from '#src/merchants/readApiKeys.sql.ts'
import { readPublicKey } from '#src/merchants/readPublicKey.sql.ts'
import { addNote } from '#src/notes/addNote.ts'
import { requestPasswordReset } from '#src/merchants/requestPasswordReset.ts'
import { signUpMerchant } from '#src/merchants/signUpMerchant.ts'
import { createPayment } from '#src/payments/createPayment.ts'
import { paymentInput } from '#src/payments/paymentInput.ts'
import { readPayment } from '#src/payments/payments.sql.ts'
import { openCtx, unit, type Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { runJob } from '#src/platform/job.ts'
import { cookieName, openSession, type Door } from '#src/platform/sessions.ts'
import { askScoring } from '#src/scoring/askScoring.ts'
import { hearConsent } from '#src/scoring/hearConsent.ts'
import type { ConsentStep } from '#src/scoring/scoring.ts'
import { scoringInput } from '#src/scoring/scoringInput.ts'
import { claimReview } from '#src/reviews/claimReview.ts'
import { addStaff } from '#src/staff/addStaff.ts'
import { addAccountChanges } from '#test/browser/accountChanges.ts'
import { addCorrections } from '#test/browser/corrections.ts'
import { addAlerts, alertStops } from '#test/browser/alerts.ts'
import { addAmlCases, amlCaseStops } from '#test/browser/amlCases.ts'
import { addDeclarations, declarationStops } from '#test/browser/declarations.ts'
import { addDisputes } from '#test/browser/disputes.ts'
import { addFraud } from '#test/browser/fraud.ts'
import { addHolds } from '#test/browser/holds.ts'
import { addMoney } from '#test/browser/money.ts'
import { addProgrammes } from '#test/browser/programmes.ts'
import { addRetention } from '#test/browser/retention.ts'
import { addInspections, inspectionStops } from '#test/browser/inspections.ts'
import { addRights } from '#test/browser/rights.ts'
import { addScreening, screeningStops } from '#test/browser/screening.ts'
import { addTrade } from '#test/browser/trade.ts'
import { addUsers, userStops } from '#test/browser/users.ts'

// Every page of the program, who looks at it, and what it shows: one walk for the tests, for the pictures of the README and for our own
// eyes.

export type Stop = {
  /** The route, as `routes()` writes it. */
  route: string
  /** What it is called in a file name. */
  name: string
  /** Whose cookies: a person of the tour; nobody where it is public. */
  as: string
  path: string
  /** What comes is no page: a file, a table, a part of a page. */
  type?: 'csv' | 'file' | 'part' | 'json'
  /** A page that sends elsewhere from here. */
  leadsTo?: string
}
export type Cookie = { name: string; value: string; path: string }
export type Tour = { stops: Stop[]; cookies: Record<string, Cookie[]>; apiKey: string }

type Found = Record<string, string>

/** One id for each situation that a page draws differently. */
const findIds = async (db: Database): Promise<Found> => {
  const one = async (query: string): Promise<string> => {
    const { rows } = await sql.raw<{ id: string }>(query).execute(db)
    if (!rows[0]) throw new Error(`the portfolio has nothing for: ${query}`)
    return rows[0].id
  }
  const dossier = (where: string, order = 'd.id') =>
    one(
      `select d.id from dossiers d join merchants m on m.id = d.merchant_id left join review_items r on r.dossier_id = d.id and r.state <> 'closed' where ${where} order by ${order} limit 1`,
    )
  const request = (where: string) =>
    one(
      `select q.id from document_requests q join merchants m on m.id = q.merchant_id where ${where} order by q.due_at nulls last, q.id limit 1`,
    )
  const user = (where: string) =>
    one(`
    select u.id from merchant_users u join merchants m on m.id = u.merchant_id join dossiers d on d.merchant_id = m.id left join companies c on c.dossier_id = d.id
    left join document_requests q on q.dossier_id = d.id and q.closed_at is null left join contracts k on k.dossier_id = d.id and k.state <> 'superseded'
    where u.activated_at is not null and (${where}) order by (c.legal_form in ('ei')), q.due_at, u.id limit 1`)
  return {
    'dossier.draft': await dossier(`d.state = 'draft' and m.name <> ''`),
    'dossier.fresh': await dossier(`d.state = 'draft' and m.name = ''`),
    'dossier.waiting': await dossier(`d.state = 'submitted' and d.risk = 'high' and r.state = 'open' and r.owner_id is null`),
    'dossier.mine': await dossier(`d.state = 'submitted' and r.owner_id is not null`),
    'dossier.asked': await dossier(`d.state = 'awaiting_documents'`),
    'dossier.proposed': await dossier(
      `d.state = 'proposed' and exists (select from decisions p where p.dossier_id = d.id and p.state = 'proposed' and p.verdict = 'validate')`,
    ),
    'dossier.toReject': await dossier(
      `d.state = 'proposed' and exists (select from decisions p where p.dossier_id = d.id and p.state = 'proposed' and p.verdict = 'reject')`,
    ),
    'dossier.validated': await dossier(`d.state = 'validated' and m.state = 'validated' and r.id is null`, 'd.id desc'),
    'dossier.rejected': await dossier(`d.state = 'rejected'`),
    'dossier.lapsed': await dossier(`d.state = 'lapsed'`),
    'dossier.unlocking': await dossier(`m.state = 'deactivated' and d.state = 'submitted'`),
    'merchant.validated': await one(`select id from merchants where state = 'validated' order by id limit 1`),
    'merchant.suspended': await one(`select id from merchants where state = 'suspended' limit 1`),
    'document.picture': await one(
      `select o.id from documents o join dossiers d on d.id = o.dossier_id where o.type = 'jpeg' and o.state = 'received' and d.state = 'submitted' limit 1`,
    ),
    'document.text': await one(`
      select o.id from documents o join dossiers d on d.id = o.dossier_id join review_items r on r.dossier_id = d.id and r.state = 'open' and r.owner_id is null
      where o.state = 'received' and o.page_count > 1 and d.state = 'submitted' and d.risk = 'high' limit 1`),
    'document.refused': await one(`select id from documents where state = 'refused' limit 1`),
    'request.open': await request(`q.state = 'open'`),
    'request.leaving': await request(`q.state = 'leaving'`),
    'request.answered': await request(`q.state = 'answered' and m.state = 'onboarding'`),
    'request.satisfied': await request(`q.state = 'satisfied' and exists (select from clock_suspensions s where s.request_id = q.id)`),
    'request.lapsed': await request(`q.state = 'lapsed'`),
    'request.withdrawn': await request(`q.state = 'withdrawn'`),
    'user.fresh': await user(`d.state = 'draft' and m.name = ''`),
    'user.draft': await user(
      `d.state = 'draft' and c.dossier_id is not null and exists (select from people p where p.dossier_id = d.id) and exists (select from documents o where o.dossier_id = d.id)`,
    ),
    'user.signing': await user(`d.state = 'draft' and k.id is not null`),
    'user.withUs': await user(`d.state = 'submitted' and m.state = 'onboarding' and q.id is null`),
    'user.asked': await user(`d.state = 'awaiting_documents' and q.state = 'open'`),
    'user.leaving': await user(`q.state = 'leaving'`),
    'user.validated': await user(`m.state = 'validated' and q.id is null`),
    'user.renewing': await user(`m.state = 'validated' and q.state = 'open'`),
    'user.deactivated': await user(`m.state = 'deactivated' and d.state = 'lapsed'`),
    'user.suspended': await user(`m.state = 'suspended'`),
    'user.unlocking': await user(`m.state = 'deactivated' and d.state = 'submitted'`),
    'user.rejected': await user(`m.state = 'rejected'`),
    'watchlist.entry': await one(`select id from watchlist_entries where list_code = 'fr' and ref = '900005'`),
    'mail.request': await one(`select id from mails where template = 'documents_requested' order by id desc limit 1`),
  }
}

const staffOf = async (db: Database): Promise<Found> => {
  const rows = await db
    .selectFrom('staff_roles')
    .innerJoin('staff', 'staff.id', 'staff_roles.staff_id')
    .select(['staff.id', 'role'])
    .orderBy('staff.id')
    .execute()
  return Object.fromEntries(rows.toReversed().map(({ id, role }) => [role, id]))
}

const openDoor = async (ctx: Ctx, door: Door, personId: string, isPartial = false): Promise<Cookie> => {
  const value = await unit(ctx, (tx) =>
    openSession(tx, {
      door,
      personId,
      isPartial,
      ip: '127.0.0.1',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0',
    }))
  return { name: cookieName[door], value, path: `/${door}` }
}

/** What a portfolio has none of: runs of jobs, links that wait to be followed, newcomers, a note with a file. */
const addRest = async (ctx: Ctx, db: Database, ids: Found): Promise<{ cookies: Record<string, Cookie[]>; links: Found }> => {
  const by = { kind: 'staff', by: ids['administrator']! } as const
  const name = 'deactivate-overdue-merchants'
  const { runId } = await runJob({ name, job: jobs[name]!, db, at: new Date(ctx.now.getTime() + 3 * 86_400_000), dryRun: true, launch: by })
  await runJob({
    name: 'send-clock-reminders',
    job: jobs['send-clock-reminders']!,
    db,
    at: ctx.now,
    dryRun: true,
    launch: { kind: 'command', by: 'command line' },
  })
  await runJob({ name, job: jobs[name]!, db, at: ctx.now, dryRun: true, launch: { kind: 'schedule', by: 'schedule' } })
  const dossier = await db
    .selectFrom('dossiers')
    .select(['id', 'merchant_id'])
    .where('id', '=', ids['dossier.mine']!)
    .executeTakeFirstOrThrow()
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  await addNote({ ...ctx, actor: { kind: 'staff', id: ids['analyst']!, name: 'Claire Fontanel', roles: ['analyst'] } }, {
    merchantId: dossier.merchant_id,
    subjectId: dossier.id,
    body: 'Le gérant rappelle demain : le Kbis à jour est commandé.',
    files: [{ fileName: 'capture.png', bytes: png }],
  })
  const { id: attachment } = await db.selectFrom('note_attachments').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()
  const email = 'nouveau.venu@exemple.test'
  await signUpMerchant({ ...ctx, actor: visitor }, { email, password: 'Tournesol-Pluie-7-Ancre', lang: 'fr' })
  const user = await db.selectFrom('merchant_users').select('email').where('id', '=', ids['user.validated']!).executeTakeFirstOrThrow()
  await requestPasswordReset({ ...ctx, actor: visitor }, { email: user.email })
  const tokenOf = async (template: string, address: string): Promise<string> => {
    const { text_body: text } = await db
      .selectFrom('mails')
      .select('text_body')
      .where('template', '=', template)
      .where('to_address', '=', address)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    return /\/(?:activate|reset)\/([0-9A-Za-z]{32})/.exec(text ?? '')?.[1] ?? ''
  }
  const newcomer = await addStaff(ctx, { email: 'arrivee@vigie.test', name: 'Dominique Martin', roles: ['analyst'], lang: 'fr' })
  const halfway = await addStaff(ctx, {
    email: 'mi-chemin@vigie.test',
    name: 'Camille Durand',
    roles: ['agent'],
    lang: 'fr',
    password: 'quatre lampes vertes au grenier',
    mustChangePassword: false,
  })
  return {
    links: {
      ...(await addPayers(ctx, ids['merchant.validated']!)),
      run: runId,
      attachment,
      activation: await tokenOf('activation', email),
      reset: await tokenOf('password_reset', user.email),
    },
    cookies: {
      newcomer: [await openDoor(ctx, 'console', newcomer.id, true)],
      halfway: [await openDoor(ctx, 'console', halfway.id, true)],
      returning: [await openDoor(ctx, 'console', ids['analyst']!, true)],
    },
  }
}

/** A payment whose payer is on our page, and one whose payer is at his bank's: their addresses. */
const addPayers = async (ctx: Ctx, merchantId: string): Promise<Found> => {
  const world = { merchantId, mode: 'test' } as const
  const order = { amount: 4_580, currency: 'eur', description: 'Commande 1042', return_url: 'https://boutique.example/merci' }
  const waiting = await createPayment(ctx, world, paymentInput.parse(order))
  const card = { number: '5555555555554444', exp_month: 12, exp_year: 2030, name: 'Anne Lenoir' }
  const leaving = await createPayment(
    ctx,
    world,
    paymentInput.parse({ ...order, card, auth: { return_url: order.return_url }, device: { ip: '192.0.2.7' } }),
  )
  return {
    pay: `/pay/${await readPublicKey(ctx.db, world)}/${waiting}?lang=fr`,
    bank: `/v1/redirect/test_${(await readPayment(ctx.db, leaving)).auth_token}?lang=fr`,
    ...(await addScorings(ctx, merchantId)),
  }
}

/** A payer who is asked to let his accounts be read, one who is at his bank, and one who has answered: their addresses. */
const addScorings = async (ctx: Ctx, merchantId: string): Promise<Found> => {
  const input = {
    amount: 120_000,
    upfront: 40_000,
    duration: 12,
    currency: 'eur',
    customer: { name: 'Pierre Martin', email: 'pierre@exemple.test' },
    sepa: { iban: 'FR1420041010050500013M02606', name: 'Pierre Martin' },
    return_url: 'https://boutique.example/credit',
  }
  const ask = async (...steps: ConsentStep[]): Promise<string> => {
    const { token } = await askScoring(ctx, { merchantId, mode: 'test' }, scoringInput.parse(input))
    for (const step of steps) await hearConsent(ctx, token, step)
    return `/v1/consent/test_${token}?lang=fr`
  }
  return { consent: await ask(), consenting: await ask('attempted'), consented: await ask('attempted', 'success') }
}

const consoleStops = (ids: Found, links: Found, staffId: string): Stop[] => {
  const stop = (as: string, route: string, name: string, path = route, more: Partial<Stop> = {}): Stop => ({
    as,
    route,
    name,
    path,
    ...more,
  })
  const dossier = (as: string, which: string, act = '', query = ''): Stop =>
    stop(
      as,
      `/console/dossiers/:id${act}`,
      `dossier-${which}${act.replace('/', '-')}`,
      `/console/dossiers/${ids[`dossier.${which}`]}${act}${query}`,
    )
  const request = (as: string, which: string, act = ''): Stop =>
    stop(
      as,
      `/console/requests/:id${act}`,
      `request-${which}${act.replace('/', '-')}`,
      `/console/requests/${ids[`request.${which}`]}${act}`,
    )
  const piece = `/console/documents/${ids['document.text']}`
  return [
    stop('analyst', '/console', 'my-work'),
    stop('officer', '/console', 'my-work-officer'),
    stop('administrator', '/console', 'my-work-administrator'),
    stop('analyst', '/console/account', 'account'),
    stop('analyst', '/console/queue', 'queue'),
    stop('officer', '/console/queue', 'queue-proposed', '/console/queue?state=proposed'),
    stop('auditor', '/console/queue', 'queue-closed', '/console/queue?state=closed'),
    stop('analyst', '/console/queue', 'queue-empty', '/console/queue?owner=nobody&risk=low&kind=unlock_request&state=proposed'),
    stop('agent', '/console/queue.csv', 'queue-csv', '/console/queue.csv', { type: 'csv' }),
    ...['draft', 'fresh', 'waiting', 'asked', 'validated', 'rejected', 'lapsed', 'unlocking'].map((which) => dossier('analyst', which)),
    dossier('officer', 'mine'),
    dossier('officer', 'proposed'),
    dossier('auditor', 'toReject'),
    stop('officer', '/console/reviews/:id/hand-over', 'hand-over', `/console/reviews/${ids['review.mine']}/hand-over`),
    dossier('holder', 'mine', '/reject'),
    dossier('holder', 'mine', '/ask-for-documents'),
    dossier('officer', 'waiting', '/propose'),
    dossier('second', 'proposed', '/confirm'),
    dossier('second', 'toReject', '/confirm'),
    dossier('officer', 'rejected', '/reconsider'),
    stop(
      'officer',
      '/console/dossiers/:id/override-gap',
      'override',
      `/console/dossiers/${ids['dossier.waiting']}/override-gap?requirement=${encodeURIComponent(ids['gap']!)}`,
    ),
    stop('officer', '/console/dossiers/:id/validate', 'validate', `/console/dossiers/${ids['dossier.ready']}/validate`),
    stop(
      'officer',
      '/console/dossiers/:id/accept-answers',
      'accept-answers',
      `/console/dossiers/${ids['dossier.answered']}/accept-answers`,
    ),
    stop('analyst', '/console/documents/:id', 'bench-picture', `/console/documents/${ids['document.picture']}`),
    stop('analyst', '/console/documents/:id', 'bench', piece),
    stop('auditor', '/console/documents/:id', 'bench-refused', `/console/documents/${ids['document.refused']}`),
    stop('analyst', '/console/documents/:id/pages/:page', 'bench-page', `${piece}/pages/1`, { type: 'file' }),
    stop('analyst', '/console/documents/:id/reading', 'bench-reading', `${piece}/reading`, { type: 'part' }),
    stop('analyst', '/console/documents/:id/file', 'bench-file', `${piece}/file`, { type: 'file' }),
    stop('officer', '/console/clocks', 'clocks'),
    stop('administrator', '/console/clocks', 'clocks-administrator', '/console/clocks?group=day'),
    stop('analyst', '/console/clocks.csv', 'clocks-csv', '/console/clocks.csv', { type: 'csv' }),
    request('analyst', 'open'),
    request('analyst', 'leaving'),
    request('officer', 'answered'),
    request('auditor', 'satisfied'),
    request('analyst', 'lapsed'),
    request('agent', 'withdrawn'),
    request('officer', 'open', '/extend'),
    request('analyst', 'open', '/withdraw'),
    stop('agent', '/console/merchants', 'merchants'),
    stop('analyst', '/console/merchants', 'merchants-found', '/console/merchants?q=le'),
    stop('analyst', '/console/merchants', 'merchants-none', '/console/merchants?q=zzzzz'),
    stop('analyst', '/console/merchants.csv', 'merchants-csv', '/console/merchants.csv', { type: 'csv' }),
    stop('officer', '/console/merchants/:id', 'merchant', `/console/merchants/${ids['merchant.validated']}`),
    stop('agent', '/console/merchants/:id', 'merchant-suspended', `/console/merchants/${ids['merchant.suspended']}`),
    ...userStops(links),
    stop('auditor', '/console/history', 'history'),
    stop('officer', '/console/history', 'history-dossiers', '/console/history?noun=dossier'),
    stop('auditor', '/console/history.csv', 'history-csv', '/console/history.csv', { type: 'csv' }),
    stop('analyst', '/console/notes/attachments/:id', 'attachment', `/console/notes/attachments/${links['attachment']}`, { type: 'file' }),
    stop('officer', '/console/merchants/:id/ledger', 'merchant-ledger', `/console/merchants/${links['trader']}/ledger`),
    stop('auditor', '/console/merchants/:id/ledger', 'merchant-ledger-test', `/console/merchants/${links['trader']}/ledger?world=test`),
    stop('agent', '/console/payments', 'payments'),
    stop('analyst', '/console/payments', 'payments-none', '/console/payments?q=zzzz&world=test'),
    stop('auditor', '/console/payments.csv', 'payments-csv', '/console/payments.csv', { type: 'csv' }),
    stop('officer', '/console/payments/:id', 'payment', `/console/payments/${links['captured']}`),
    stop('agent', '/console/payments/:id', 'payment-refused', `/console/payments/${links['refused']}`),
    stop('agent', '/console/disputes', 'disputes'),
    stop('auditor', '/console/disputes', 'disputes-none', '/console/disputes?state=won'),
    stop('auditor', '/console/disputes.csv', 'disputes-csv', '/console/disputes.csv', { type: 'csv' }),
    stop('agent', '/console/disputes/:id', 'dispute-open', `/console/disputes/${links['disputeOpen']}`),
    stop('agent', '/console/disputes/:id', 'dispute', `/console/disputes/${links['disputeReady']}`),
    stop('auditor', '/console/disputes/:id', 'dispute-sepa', `/console/disputes/${links['disputeSepa']}`),
    stop('agent', '/console/disputes/:id/send-back', 'dispute-send-back', `/console/disputes/${links['disputeReady']}/send-back`),
    stop('agent', '/console/disputes/:id/represent', 'dispute-represent', `/console/disputes/${links['disputeReady']}/represent`),
    stop('officer', '/console/disputes/:id/hand-over', 'dispute-hand-over', `/console/disputes/${links['disputeReady']}/hand-over`),
    stop('agent', '/console/fraud-cases/:id/hand-over', 'fraud-case-hand-over', `/console/fraud-cases/${links['fraudCase']}/hand-over`),
    stop('agent', '/console/disputes/:id/clock', 'dispute-clock', `/console/disputes/${links['disputeReady']}/clock`),
    stop('officer', '/console/disputes/:id/outcome', 'dispute-outcome', `/console/disputes/${links['disputeReady']}/outcome`),
    stop('auditor', '/console/resolution-pieces/:id', 'dispute-piece', `/console/resolution-pieces/${links['disputePiece']}`, {
      type: 'file',
    }),
    stop('auditor', '/console/evidence-files/:id', 'evidence-file', `/console/evidence-files/${links['disputeFile']}`, { type: 'file' }),
    stop('agent', '/console/dispute-imports/new', 'dispute-import-new'),
    stop('agent', '/console/dispute-imports/:id', 'dispute-import', `/console/dispute-imports/${links['disputeImport']}`),
    stop('auditor', '/console/dispute-lines', 'dispute-lines'),
    stop('agent', '/console/dispute-lines/:id', 'dispute-line', `/console/dispute-lines/${links['disputeLine']}`),
    stop('agent', '/console/fraud-cases', 'fraud-cases'),
    stop('auditor', '/console/fraud-cases', 'fraud-cases-none', '/console/fraud-cases?state=withdrawn'),
    stop('auditor', '/console/fraud-cases.csv', 'fraud-cases-csv', '/console/fraud-cases.csv', { type: 'csv' }),
    stop('agent', '/console/fraud-cases/new', 'fraud-case-new'),
    stop('agent', '/console/fraud-reports/:id', 'fraud-report', `/console/fraud-reports/${links['fraudReport']}`),
    stop('agent', '/console/fraud-cases/:id', 'fraud-case', `/console/fraud-cases/${links['fraudCase']}`),
    stop('auditor', '/console/fraud-cases/:id', 'fraud-case-proposed', `/console/fraud-cases/${links['fraudProposed']}`),
    stop('analyst', '/console/fraud-cases/:id/add', 'fraud-case-add', `/console/fraud-cases/${links['fraudCase']}/add`),
    stop(
      'agent',
      '/console/fraud-cases/:id/remove',
      'fraud-case-remove',
      `/console/fraud-cases/${links['fraudCase']}/remove?pick=${links['fraudPick']}`,
    ),
    stop('agent', '/console/fraud-cases/:id/roll-keys', 'fraud-case-roll-keys', `/console/fraud-cases/${links['fraudCase']}/roll-keys`),
    stop(
      'agent',
      '/console/fraud-cases/:id/finding',
      'fraud-case-finding',
      `/console/fraud-cases/${links['fraudCase']}/finding?pick=${links['fraudPick']}`,
    ),
    stop('agent', '/console/fraud-cases/:id/propose', 'fraud-case-propose', `/console/fraud-cases/${links['fraudCase']}/propose`),
    stop('officer', '/console/fraud-cases/:id/confirm', 'fraud-case-confirm', `/console/fraud-cases/${links['fraudProposed']}/confirm`),
    stop('agent', '/console/payments/:id', 'payment-held', `/console/payments/${links['fraudHeld']}`),
    stop(
      'agent',
      '/console/fraud-cases/:id/propose',
      'fraud-case-uphold',
      `/console/fraud-cases/${links['fraudCase']}/propose?verdict=confirm&bearer=merchant`,
    ),
    stop(
      'officer',
      '/console/fraud-cases/:id/confirm',
      'fraud-case-confirm-upheld',
      `/console/fraud-cases/${links['fraudUpheld']}/confirm`,
    ),
    stop('auditor', '/console/fraud-cases/:id', 'fraud-case-done', `/console/fraud-cases/${links['fraudDone']}`),
    stop('agent', '/console/fraud-cases/:id/undo', 'fraud-case-undo', `/console/fraud-cases/${links['fraudDone']}/undo`),
    stop(
      'officer',
      '/console/fraud-cases/:id/confirm-undo',
      'fraud-case-confirm-undo',
      `/console/fraud-cases/${links['fraudUndo']}/confirm-undo`,
    ),
    stop('auditor', '/console/payments/:id', 'payment-hidden', `/console/payments/${links['fraudHidden']}`),
    stop('auditor', '/console/fraud-cases/:id/effects.csv', 'fraud-effects-csv', `/console/fraud-cases/${links['fraudDone']}/effects.csv`, {
      type: 'csv',
    }),
    stop(
      'auditor',
      '/console/fraud-cases/:id/certificates/:certificate',
      'fraud-certificate',
      `/console/fraud-cases/${links['fraudDone']}/certificates/${links['fraudCertificate']}`,
      { type: 'file' },
    ),
    stop('officer', '/console/holds', 'holds'),
    stop('agent', '/console/holds', 'holds-agent'),
    stop('officer', '/console/holds', 'holds-waiting', '/console/holds?state=waiting'),
    stop('auditor', '/console/holds', 'holds-none', '/console/holds?q=zzzz'),
    stop('auditor', '/console/holds.csv', 'holds-csv', '/console/holds.csv', { type: 'csv' }),
    stop('officer', '/console/release-calendar', 'release-calendar'),
    stop('agent', '/console/release-calendar', 'release-calendar-agent'),
    stop('auditor', '/console/release-calendar.csv', 'release-calendar-csv', '/console/release-calendar.csv', { type: 'csv' }),
    stop('officer', '/console/merchants/:id/new-hold', 'hold-new', `/console/merchants/${links['holdMerchant']}/new-hold`),
    stop(
      'officer',
      '/console/merchants/:id/new-hold',
      'hold-new-tracfin',
      `/console/merchants/${links['holdMerchant']}/new-hold?title=tracfin_opposition`,
    ),
    stop('agent', '/console/holds/:id', 'hold', `/console/holds/${links['holdActive']}`),
    stop('officer', '/console/holds/:id', 'hold-secret', `/console/holds/${links['holdSecret']}`),
    stop('officer', '/console/holds/:id/confirm', 'hold-confirm', `/console/holds/${links['holdProposed']}/confirm`),
    stop('officer', '/console/holds/:id/propose-release', 'hold-propose-release', `/console/holds/${links['holdActive']}/propose-release`),
    stop('officer', '/console/holds/:id/confirm-release', 'hold-confirm-release', `/console/holds/${links['holdRelease']}/confirm-release`),
    stop('officer', '/console/merchants/:id/breach', 'breach-new', `/console/merchants/${links['holdMerchant']}/breach?act=terminate`),
    stop('officer', '/console/breaches/:id', 'breach', `/console/breaches/${links['breachProposed']}`),
    stop('agent', '/console/merchants/:id', 'merchant-terminated', `/console/merchants/${links['overMerchant']}`),
    stop('officer', '/console/breaks', 'breaks'),
    stop('auditor', '/console/breaks', 'breaks-bank', '/console/breaks?of=answers'),
    stop('agent', '/console/breaks/:id', 'break', `/console/breaks/${links['break']}`),
    stop('officer', '/console/payouts', 'payouts'),
    stop('agent', '/console/payouts', 'payouts-none', '/console/payouts?state=failed'),
    stop('officer', '/console/payouts.csv', 'payouts-csv', '/console/payouts.csv', { type: 'csv' }),
    stop('officer', '/console/payouts/:id', 'payout', `/console/payouts/${links['payout']}`),
    stop('officer', '/console/payouts/:id/statement', 'payout-statement', `/console/payouts/${links['payout']}/statement`, {
      type: 'file',
    }),
    stop('auditor', '/console/payouts/:id/lines.csv', 'payout-lines', `/console/payouts/${links['payout']}/lines.csv`, { type: 'csv' }),
    stop('auditor', '/console/withheld-payouts', 'payouts-withheld'),
    stop('officer', '/console/payout-batches', 'payout-batches'),
    stop('administrator', '/console/bank-files', 'bank-files'),
    stop('officer', '/console/payout-batches/:id/file', 'payout-file', `/console/payout-batches/${links['batch']}/file`, { type: 'file' }),
    stop('officer', '/console/invoices', 'invoices'),
    stop('officer', '/console/invoices.csv', 'invoices-csv', '/console/invoices.csv', { type: 'csv' }),
    stop('auditor', '/console/invoices/:id/file', 'invoice-file', `/console/invoices/${links['invoice']}/file`, { type: 'file' }),
    stop('officer', '/console/programmes', 'programmes', '/console/programmes?from=clear'),
    stop('agent', '/console/programmes', 'programmes-none', '/console/programmes?q=zzzz'),
    stop('auditor', '/console/programmes.csv', 'programmes-csv', '/console/programmes.csv', { type: 'csv' }),
    stop('officer', '/console/programmes/:id', 'programme', `/console/programmes/${links['programme']}`),
    stop('analyst', '/console/programmes/:id', 'programme-portfolio', '/console/programmes/portfolio'),
    stop('agent', '/console/programmes/outcomes', 'outcomes'),
    stop('auditor', '/console/programmes/outcomes', 'outcomes-none', '/console/programmes/outcomes?network=sepa'),
    stop('auditor', '/console/programmes/outcomes.csv', 'outcomes-csv', '/console/programmes/outcomes.csv', { type: 'csv' }),
    stop('officer', '/console/ratings', 'ratings'),
    stop('auditor', '/console/ratings', 'ratings-none', '/console/ratings?q=zzzz'),
    stop('auditor', '/console/ratings.csv', 'ratings-csv', '/console/ratings.csv', { type: 'csv' }),
    stop('analyst', '/console/ratings/table', 'rating-table'),
    stop('officer', '/console/ratings/countries', 'rating-countries'),
    stop('analyst', '/console/ratings/:id', 'rating', `/console/ratings/${ids['merchant.validated']}`),
    stop('officer', '/console/watchlists', 'watchlists'),
    stop('auditor', '/console/watchlists', 'watchlists-search', '/console/watchlists?q=Radomir+Keltivarof'),
    stop('analyst', '/console/watchlists', 'watchlists-nobody', '/console/watchlists?q=Bernadette+Soubirous'),
    stop('officer', '/console/watchlists/:code', 'watchlist', '/console/watchlists/fr'),
    stop('auditor', '/console/watchlists/:code', 'watchlist-missing', '/console/watchlists/hatvp'),
    stop('officer', '/console/watchlists/:code/changes.csv', 'watchlist-csv', '/console/watchlists/un/changes.csv', { type: 'csv' }),
    stop('analyst', '/console/watchlists/entries/:id', 'watchlist-entry', `/console/watchlists/entries/${ids['watchlist.entry']}`),
    stop('officer', '/console/safeguarding', 'safeguarding'),
    stop('auditor', '/console/safeguarding', 'safeguarding-breaks', '/console/safeguarding?only=breaks'),
    stop('auditor', '/console/safeguarding.csv', 'safeguarding-csv', '/console/safeguarding.csv', { type: 'csv' }),
    stop('officer', '/console/corrections', 'corrections'),
    stop('auditor', '/console/corrections', 'corrections-all', '/console/corrections?state=all'),
    stop('agent', '/console/corrections', 'corrections-none', '/console/corrections?q=zzzz'),
    stop('auditor', '/console/corrections.csv', 'corrections-csv', '/console/corrections.csv?state=all', { type: 'csv' }),
    stop('agent', '/console/corrections/new', 'correction-find', '/console/corrections/new?kind=acquirer_debit_ours&merchant=a'),
    stop(
      'agent',
      '/console/corrections/new',
      'correction-new',
      `/console/corrections/new?kind=foreign_payout&merchant=${links['trader']}&currency=usd&amount=12.50`,
    ),
    stop('agent', '/console/corrections/:id', 'correction', `/console/corrections/${links['correction']}`),
    stop('auditor', '/console/corrections/:id', 'correction-booked', `/console/corrections/${links['correctionBooked']}`),
    stop('officer', '/console/corrections/:id/confirm', 'correction-confirm', `/console/corrections/${links['correction']}/confirm`),
    stop(
      'agent',
      '/console/corrections/:id/propose-undo',
      'correction-propose-undo',
      `/console/corrections/${links['correctionBooked']}/propose-undo`,
    ),
    stop(
      'officer',
      '/console/corrections/:id/confirm-undo',
      'correction-confirm-undo',
      `/console/corrections/${links['correctionUndo']}/confirm-undo`,
    ),
    stop('agent', '/console/account-changes', 'account-changes'),
    stop('auditor', '/console/account-changes', 'account-changes-all', '/console/account-changes?shelf=all'),
    stop('agent', '/console/account-changes', 'account-changes-none', '/console/account-changes?shelf=accepted&q=zzz'),
    stop('agent', '/console/account-changes.csv', 'account-changes-csv', '/console/account-changes.csv?shelf=all', { type: 'csv' }),
    ...(['accountChange', 'accountChangeShared', 'accountChangeDeclined'] as const).map((which) =>
      stop('agent', '/console/account-changes/:id', which, `/console/account-changes/${links[which]}`)
    ),
    stop('analyst', '/console/account-changes/:id', 'accountChange-analyst', `/console/account-changes/${links['accountChange']}`),
    stop(
      'agent',
      '/console/account-changes/:id/pages/:page',
      'accountChange-page',
      `/console/account-changes/${links['accountChange']}/pages/1`,
      { type: 'file' },
    ),
    stop('agent', '/console/account-changes/:id/file', 'accountChange-file', `/console/account-changes/${links['accountChange']}/file`, {
      type: 'file',
    }),
    stop('agent', '/console/rights', 'rights'),
    stop('auditor', '/console/rights', 'rights-late', '/console/rights?shelf=late'),
    stop('officer', '/console/rights', 'rights-none', '/console/rights?shelf=closed&q=zzz'),
    stop('agent', '/console/rights.csv', 'rights-csv', '/console/rights.csv', { type: 'csv' }),
    stop('agent', '/console/rights/new', 'rights-new'),
    ...(['rightsErasure', 'rightsDoubt', 'rightsReady', 'rightsRectify', 'rightsLate', 'rightsFresh'] as const).map((which) =>
      stop('agent', '/console/rights/:id', which, `/console/rights/${links[which]}`)
    ),
    stop('auditor', '/console/rights/:id', 'rights-auditor', `/console/rights/${links['rightsErasure']}`),
    ...([
      ['doubt', 'rightsFresh'],
      ['extend', 'rightsFresh'],
      ['withdraw', 'rightsFresh'],
      ['verify', 'rightsDoubt'],
      ['answer', 'rightsReady'],
      ['refuse', 'rightsLate'],
      ['subjects', 'rightsFresh'],
      ['package', 'rightsAccess'],
      ['rectify', 'rightsRectify'],
      ['restrict', 'rightsRectify'],
    ] as const)
      .map(([act, which]) => stop('agent', `/console/rights/:id/${act}`, `rights-${act}`, `/console/rights/${links[which]}/${act}`)),
    stop(
      'agent',
      '/console/rights/:id/subjects',
      'rights-subjects-found',
      `/console/rights/${links['rightsAccess']}/subjects?name=${encodeURIComponent('Anne Lenoir')}`,
    ),
    stop('agent', '/console/rights/:id/erasure', 'rights-erasure-open', `/console/rights/${links['rightsErasure']}/erasure`, {
      leadsTo: `/console/rights/${links['rightsErasure']}`,
    }),
    ...(['certificate', 'signature'] as const).map((part) =>
      stop(
        'auditor',
        `/console/rights/:id/erasure/${part}`,
        `rights-erasure-${part}`,
        `/console/rights/${links['rightsErased']}/erasure/${part}`,
        { type: 'file' },
      )
    ),
    stop('agent', '/console/rights/:id', 'rights-erased', `/console/rights/${links['rightsErased']}`),
    stop(
      'officer',
      '/console/rights/:id/erasure/decide',
      'rights-erasure-decide',
      `/console/rights/${links['rightsErasure']}/erasure/decide`,
    ),
    stop('agent', '/console/rights/:id/package/progress', 'rights-progress', `/console/rights/${links['rightsReady']}/package/progress`, {
      type: 'part',
    }),
    stop('agent', '/console/rights/:id/package.zip', 'rights-zip', `/console/rights/${links['rightsReady']}/package.zip`, { type: 'file' }),
    stop('agent', '/console/rights-files/:id', 'rights-file', `/console/rights-files/${links['rightsFile']}`, { type: 'file' }),
    stop('officer', '/console/rectifications/:id', 'rectification', `/console/rectifications/${links['rectification']}`),
    stop('agent', '/console/restrictions/:id/lift', 'restriction-lift', `/console/restrictions/${links['restriction']}/lift`),
    stop('officer', '/console/processing', 'processing'),
    stop('officer', '/console/processing.csv', 'processing-csv', '/console/processing.csv', { type: 'csv' }),
    stop('officer', '/console/processing.pdf', 'processing-pdf', '/console/processing.pdf', { type: 'file' }),
    stop('administrator', '/console/processing/settings', 'processing-settings'),
    stop('officer', '/console/data-breaches', 'data-breaches'),
    stop('auditor', '/console/data-breaches', 'data-breaches-none', '/console/data-breaches?shelf=closed'),
    stop('officer', '/console/data-breaches.csv', 'data-breaches-csv', '/console/data-breaches.csv', { type: 'csv' }),
    stop('agent', '/console/data-breaches/new', 'data-breach-new'),
    stop('officer', '/console/data-breaches/:id', 'data-breach', `/console/data-breaches/${links['dataBreach']}`),
    stop('auditor', '/console/data-breaches/:id', 'data-breach-notified', `/console/data-breaches/${links['dataBreachNotified']}`),
    stop(
      'officer',
      '/console/data-breaches/:id/draft.pdf',
      'data-breach-draft',
      `/console/data-breaches/${links['dataBreachNotified']}/draft.pdf`,
      { type: 'file' },
    ),
    ...(['describe', 'assess', 'notify', 'tell', 'close'] as const).map((act) =>
      stop(
        'officer',
        `/console/data-breaches/:id/${act}`,
        `data-breach-${act}`,
        `/console/data-breaches/${links[act === 'describe' ? 'dataBreachNotified' : 'dataBreach']}/${act}`,
      )
    ),
    stop('officer', '/console/restricted/:id', 'restricted', `/console/restricted/${links['restricted']}`),
    stop('officer', '/console/archive/:id', 'archive', `/console/archive/${links['archived']}`),
    stop('officer', '/console/forecast', 'forecast'),
    stop('analyst', '/console/forecast', 'forecast-none', '/console/forecast?kind=rights'),
    stop('officer', '/console/forecast.csv', 'forecast-csv', '/console/forecast.csv', { type: 'csv' }),
    stop('officer', '/console/retention', 'retention'),
    stop('officer', '/console/retention/:category', 'retention-look', '/console/retention/mail?length=6&unit=month'),
    stop('auditor', '/console/retention/:category', 'retention-fixed', '/console/retention/card_secret'),
    stop('officer', '/console/retention/:category', 'retention-below', '/console/retention/mandate?length=1&unit=month&active_length=0'),
    stop('officer', '/console/retention/:category', 'retention-refused', '/console/retention/payment?length=1&unit=month'),
    stop('officer', '/console/retention/why', 'why', `/console/retention/why?id=${links['captured']}`),
    stop('auditor', '/console/retention/why', 'why-nothing', '/console/retention/why?id=x'),
    stop('auditor', '/console/retention/why', 'why-gone', `/console/retention/why?id=frdr_${'0'.repeat(23)}1`),
    stop('officer', '/console/retention/:category', 'retention-proposed', '/console/retention/device'),
    stop('officer', '/console/legal-holds', 'legal-holds'),
    stop('auditor', '/console/legal-holds', 'legal-holds-none', '/console/legal-holds?state=lifted'),
    stop('officer', '/console/legal-holds/new', 'legal-hold-new'),
    stop('officer', '/console/retention/:category/purge', 'purge', '/console/retention/security_log/purge'),
    stop('auditor', '/console/retention/:category/purge', 'purge-auditor', '/console/retention/security_log/purge'),
    stop('officer', '/console/retention/:category/purge', 'purge-none', '/console/retention/authentication_evidence/purge'),
    stop('officer', '/console/retention/:category/purge', 'purge-done', '/console/retention/fraud_alert/purge'),
    stop('officer', '/console/retention/:category/purge.csv', 'purge-csv', '/console/retention/security_log/purge.csv', { type: 'csv' }),
    stop(
      'auditor',
      '/console/retention/:category/purges/:id/certificate',
      'purge-certificate',
      `/console/retention/fraud_alert/purges/${links['purge']}/certificate`,
      { type: 'file' },
    ),
    stop(
      'auditor',
      '/console/retention/:category/purges/:id/signature',
      'purge-signature',
      `/console/retention/fraud_alert/purges/${links['purge']}/signature`,
      { type: 'file' },
    ),
    stop('officer', '/console/legal-holds/:id', 'legal-hold-secret', `/console/legal-holds/${links['legalHoldSecret']}`),
    stop('officer', '/console/legal-holds/:id/kept.csv', 'legal-hold-kept', `/console/legal-holds/${links['legalHoldSecret']}/kept.csv`, {
      type: 'csv',
    }),
    stop(
      'officer',
      '/console/legal-holds/:id/kept.zip',
      'legal-hold-kept-files',
      `/console/legal-holds/${links['legalHoldSecret']}/kept.zip`,
      {
        type: 'file',
      },
    ),
    stop('officer', '/console/legal-holds/:id', 'legal-hold', `/console/legal-holds/${links['legalHold']}`),
    stop('officer', '/console/legal-holds/:id/lift', 'legal-hold-lift', `/console/legal-holds/${links['legalHold']}/lift`),
    stop('officer', '/console/legal-holds/:id/lift', 'legal-hold-lifting', `/console/legal-holds/${links['legalHoldLifting']}/lift`),
    ...alertStops(stop, links),
    ...amlCaseStops(stop, links),
    ...declarationStops(stop, links),
    ...inspectionStops(stop, links),
    ...screeningStops(stop, links),
    stop('administrator', '/console/jobs', 'jobs'),
    stop('administrator', '/console/jobs/progress', 'jobs-progress', '/console/jobs/progress', { type: 'part' }),
    stop('officer', '/console/jobs/runs', 'jobs-runs'),
    stop('auditor', '/console/jobs/runs/:id', 'jobs-run', `/console/jobs/runs/${links['run']}`),
    stop('auditor', '/console/jobs/runs/:id.csv', 'jobs-run-csv', `/console/jobs/runs/${links['run']}.csv`, { type: 'csv' }),
    stop('administrator', '/console/jobs/:name', 'job', '/console/jobs/deactivate-overdue-merchants'),
    stop('auditor', '/console/jobs/:name', 'job-auditor', '/console/jobs/read-documents'),
    stop('administrator', '/console/staff', 'staff'),
    stop('auditor', '/console/staff', 'staff-auditor'),
    stop('administrator', '/console/staff/new', 'staff-new'),
    stop('administrator', '/console/staff/:id', 'staff-one', `/console/staff/${staffId}`),
    stop('administrator', '/console/staff/:id/disable', 'staff-disable', `/console/staff/${staffId}/disable`),
  ]
}

const doorStops = (links: Found): Stop[] => {
  const stop = (as: string, route: string, name: string, path = route, more: Partial<Stop> = {}): Stop => ({
    as,
    route,
    name,
    path,
    ...more,
  })
  return [
    stop('nobody', '/', 'root', '/', { leadsTo: '/merchant/sign-in' }),
    stop('nobody', '/console/sign-in', 'staff-sign-in'),
    stop('newcomer', '/console/new-password', 'staff-new-password'),
    stop('halfway', '/console/enrol', 'staff-enrol'),
    stop('returning', '/console/second-factor', 'staff-second-factor'),
    stop('nobody', '/merchant/sign-up', 'sign-up'),
    stop('nobody', '/merchant/sign-up/sent', 'sign-up-sent'),
    stop('nobody', '/merchant/activate', 'activate-again'),
    stop('nobody', '/merchant/activate/:token', 'activate', `/merchant/activate/${links['activation']}`),
    stop('nobody', '/merchant/sign-in', 'sign-in'),
    stop('nobody', '/merchant/forgot', 'forgot'),
    stop('nobody', '/merchant/forgot/sent', 'forgot-sent'),
    stop('nobody', '/merchant/reset/:token', 'reset', `/merchant/reset/${links['reset']}`),
    stop('nobody', '/pay/:publicKey/:paymentId', 'pay', links['pay']),
    stop('nobody', '/v1/redirect/:token', 'bank', links['bank']),
    stop('nobody', '/v1/consent/:token', 'consent', links['consent']),
    stop('nobody', '/v1/consent/:token', 'consent-bank', links['consenting']),
    stop('nobody', '/v1/consent/:token', 'consent-ended', links['consented']),
    stop('nobody', '/dev/logins', 'dev-logins'),
    stop('nobody', '/dev/mail', 'dev-mail'),
    stop('key', '/v1', 'api', '/v1', { type: 'json' }),
  ]
}

const merchantStops = (ids: Found, links: Found): Stop[] => {
  const stop = (as: string, route: string, path = route, more: Partial<Stop> = {}): Stop => ({
    as: `user.${as}`,
    route,
    path,
    name: `${as}${path.replace(/^\/merchant/, '').replace(/\/pers_\w+/, '-one').replace(/[/?=]/g, '-')}` || as,
    ...more,
  })
  const homes = [
    'fresh',
    'draft',
    'signing',
    'withUs',
    'asked',
    'leaving',
    'validated',
    'renewing',
    'deactivated',
    'suspended',
    'unlocking',
    'rejected',
  ]
    .map((as) => stop(as, '/merchant'))
  return [
    ...homes,
    stop('validated', '/merchant/my-data'),
    stop('fresh', '/merchant/my-data'),
    stop('validated', '/merchant/my-data/:id', `/merchant/my-data/${links['ownAnswered']}`, { name: 'my-data-answered' }),
    stop('validated', '/merchant/my-data/:id', `/merchant/my-data/${links['ownDoubt']}`, { name: 'my-data-doubt' }),
    stop('validated', '/merchant/my-data/:id/package.zip', `/merchant/my-data/${links['ownAnswered']}/package.zip`, {
      name: 'my-data-zip',
      type: 'file',
    }),
    stop('validated', '/merchant/my-data-files/:id', `/merchant/my-data-files/${links['ownAnswerFile']}`, {
      name: 'my-data-letter',
      type: 'file',
    }),
    stop('fresh', '/merchant/company'),
    stop('withUs', '/merchant/company'),
    stop('draft', '/merchant/people'),
    stop('draft', '/merchant/people/new'),
    stop('draft', '/merchant/people/new', '/merchant/people/new?kind=legal'),
    stop('draft', '/merchant/people/:id', `/merchant/people/${ids['person.draft']}`),
    stop('draft', '/merchant/account'),
    stop('validated', '/merchant/account'),
    stop('renewing', '/merchant/account'),
    stop('validated', '/merchant/account/change'),
    stop('renewing', '/merchant/account/change'),
    stop('suspended', '/merchant/account/change'),
    stop('withUs', '/merchant/account/change'),
    stop('draft', '/merchant/documents'),
    stop('asked', '/merchant/documents'),
    stop('renewing', '/merchant/documents'),
    stop('deactivated', '/merchant/documents'),
    stop('draft', '/merchant/contract'),
    stop('signing', '/merchant/contract'),
    stop('validated', '/merchant/contract'),
    stop('validated', '/merchant/contract/file', '/merchant/contract/file', { type: 'file' }),
    stop('validated', '/merchant/contract/signed', '/merchant/contract/signed', { type: 'file' }),
    stop('validated', '/merchant/contract/pages/:page', '/merchant/contract/pages/1', { type: 'file' }),
    stop('draft', '/merchant/submit'),
    stop('validated', '/merchant/developers'),
    stop('draft', '/merchant/developers'),
    stop('validated', '/merchant/developers/reference'),
    stop('asked', '/merchant/profile'),
    stop('validated', '/merchant/profile'),
    stop('validated', '/merchant/end-contract'),
    stop('ending', '/merchant/end-contract'),
    stop('over', '/merchant'),
    stop('over', '/merchant/balance'),
    stop('validated', '/merchant/payments'),
    stop('validated', '/merchant/payments', '/merchant/payments?world=test'),
    stop('draft', '/merchant/payments'),
    stop('validated', '/merchant/payments.csv', '/merchant/payments.csv', { type: 'csv' }),
    stop('validated', '/merchant/payments/:id', `/merchant/payments/${links['captured']}`),
    stop('validated', '/merchant/payments/:id/refund', `/merchant/payments/${links['captured']}/refund`),
    stop('validated', '/merchant/disputes'),
    stop('validated', '/merchant/disputes/:id', `/merchant/disputes/${links['disputeEngaged']}`),
    stop('validated', '/merchant/disputes/:id/accept', `/merchant/disputes/${links['disputeOpen']}/accept`),
    stop('validated', '/merchant/disputes/:id/engage', `/merchant/disputes/${links['disputeOpen']}/engage`),
    stop('validated', '/merchant/resolution-pieces/:id', `/merchant/resolution-pieces/${links['disputePiece']}`, { type: 'file' }),
    stop('validated', '/merchant/fraud-cases'),
    stop('draft', '/merchant/fraud-cases'),
    stop('validated', '/merchant/fraud-cases/new'),
    stop('validated', '/merchant/fraud-reports/:id', `/merchant/fraud-reports/${links['ownReport']}`),
    stop('validated', '/merchant/fraud-cases/:id', `/merchant/fraud-cases/${links['fraudCase']}`),
    stop('validated', '/merchant/fraud-cases/:id', `/merchant/fraud-cases/${links['fraudDone']}`),
    stop('validated', '/merchant/fraud-cases/:id/withdraw', `/merchant/fraud-cases/${links['ownCase']}/withdraw`),
    stop('validated', '/merchant/payments/:id', `/merchant/payments/${links['fraudHeld']}`),
    stop('validated', '/merchant/balance'),
    stop('suspended', '/merchant/balance'),
    stop('draft', '/merchant/balance'),
    stop('validated', '/merchant/payouts'),
    stop('draft', '/merchant/payouts'),
    stop('validated', '/merchant/invoices'),
    stop('validated', '/merchant/payouts.csv', '/merchant/payouts.csv', { type: 'csv' }),
    stop('validated', '/merchant/invoices.csv', '/merchant/invoices.csv', { type: 'csv' }),
    stop('draft', '/merchant/invoices'),
    stop('validated', '/merchant/payouts/:id', `/merchant/payouts/${links['payout']}`),
    stop('validated', '/merchant/payouts/:id/statement', `/merchant/payouts/${links['payout']}/statement`, { type: 'file' }),
    stop('validated', '/merchant/payouts/:id/lines.csv', `/merchant/payouts/${links['payout']}/lines.csv`, { type: 'csv' }),
    stop('validated', '/merchant/invoices/:id/file', `/merchant/invoices/${links['invoice']}/file`, { type: 'file' }),
  ]
}

/** A gap an officer may let pass, a file that is ready, answers that are accepted: said by the rows, found here. */
const findMore = async (db: Database, ids: Found): Promise<Found> => {
  const { rows: [review] } = await sql<{ id: string; owner: string }>`select id, owner_id as owner from review_items where dossier_id = ${ids['dossier.mine']} and state <> 'closed'`
    .execute(db)
  const { rows: [proposal] } = await sql<{ by: string }>`select proposed_by as by from decisions where dossier_id = ${ids['dossier.proposed']} and state = 'proposed'`
    .execute(db)
  const { rows: officers } = await sql<{ id: string }>`select staff_id as id from staff_roles where role = 'officer' order by staff_id`
    .execute(db)
  const { rows: [person] } = await sql<{ id: string }>`select p.id from people p join dossiers d on d.id = p.dossier_id join merchant_users u on u.merchant_id = d.merchant_id where u.id = ${ids['user.draft']} limit 1`
    .execute(db)
  const { rows: [piece] } = await sql<{ key: string }>`select requirement_key as key from documents where dossier_id = ${ids['dossier.waiting']} limit 1`
    .execute(db)
  return {
    'review.mine': review!.id,
    holder: review!.owner,
    second: officers.find(({ id }) => id !== proposal!.by)!.id,
    'person.draft': person!.id,
    gap: piece!.key,
  }
}

/** Takes a file in hand, accepts what was sent and notes how those who act were identified: ready to be decided. */
const acceptAll = async (ctx: Ctx, db: Database, dossierId: string): Promise<void> => {
  const review = await db
    .selectFrom('review_items')
    .select('id')
    .where('dossier_id', '=', dossierId)
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow()
  await claimReview(ctx, review.id)
  const pieces = await db.selectFrom('documents').select('id').where('dossier_id', '=', dossierId).where('state', '=', 'received').execute()
  for (const { id } of pieces) await acceptDocument(ctx, id)
  const { people, identification } = await readDossier(db, dossierId)
  for (const { id } of lackingIdentification(people, identification))
    await recordIdentification(ctx, dossierId, { personId: id, measure: 4, evidence: 'Identité confirmée par écrit par sa banque.' })
}

const readyFile =
  `select d.id from dossiers d join merchants m on m.id = d.merchant_id join review_items r on r.dossier_id = d.id and r.state = 'open'
  where d.state = 'submitted' and d.risk = 'low' and m.state = 'onboarding' and r.owner_id is null and r.kind = 'new_dossier'
  and not exists (select from documents o where o.dossier_id = d.id and o.state = 'refused')
  and not exists (select from documents o where o.dossier_id = d.id and o.type = 'jpeg') order by d.id limit 1`

/** Reads the portfolio, adds what it lacks, and says where to go. */
export const planTour = async (db: Database, now: Date): Promise<Tour> => {
  const ctx = openCtx({ actor: system('tour'), now, db })
  const found = { ...(await findIds(db)), ...(await staffOf(db)) }
  const ids: Found = { ...found, ...(await findMore(db, found)) }
  const { rows: [ready] } = await sql.raw<{ id: string }>(readyFile).execute(db)
  Object.assign(ids, { 'dossier.ready': ready!.id, 'dossier.answered': ids['dossier.unlocking'] })
  const officer: StaffActor = { kind: 'staff', id: ids['officer']!, name: 'Antoine Delmas', roles: ['officer'] }
  for (const dossier of [ids['dossier.ready']!, ids['dossier.answered']!]) await acceptAll({ ...ctx, actor: officer }, db, dossier)
  const { cookies, links } = await addRest(ctx, db, ids)
  Object.assign(
    links,
    await addMoney(ctx, db, { user: ids['user.validated']!, suspendedUser: ids['user.suspended']! }),
    await addTrade(ctx, db, ids['user.validated']!),
  )
  const { id: otherMerchant } = await db
    .selectFrom('merchants')
    .select('id')
    .where('state', '=', 'validated')
    .where('id', '!=', links['trader']!)
    .orderBy('id')
    .limit(1)
    .executeTakeFirstOrThrow()
  Object.assign(links, await addProgrammes(ctx, db, links['trader']!))
  Object.assign(links, await addDisputes(ctx, db, { user: ids['user.validated']!, agent: ids['agent']! }))
  Object.assign(links, await addDeclarations(ctx, db, { merchantId: links['trader']!, otherMerchant, analyst: ids['analyst']! }))
  Object.assign(ids, { declarant: links['declarant'], correspondent: links['correspondent'] })
  Object.assign(
    links,
    await addRetention(ctx, db, { merchantId: links['trader']!, paymentId: links['captured']!, officer: ids['officer']! }),
  )
  Object.assign(links, await addRights(ctx, db, { agent: ids['agent']!, officer: ids['officer']!, user: ids['user.validated']! }))
  Object.assign(
    links,
    await addCorrections(ctx, db, {
      agent: ids['agent']!,
      officer: ids['officer']!,
      merchantId: links['trader']!,
      aboutId: links['break']!,
    }),
  )
  Object.assign(links, await addAccountChanges(ctx, db, { user: ids['user.validated']!, officer: ids['officer']! }))
  Object.assign(links, await addUsers(ctx, db, { user: ids['user.validated']!, agent: ids['agent']! }))
  Object.assign(
    links,
    await addFraud(ctx, db, { user: ids['user.validated']!, otherMerchant, agent: ids['agent']!, officer: ids['officer']! }),
  )
  Object.assign(links, await addAlerts(ctx, db, { merchantId: links['trader']!, analyst: ids['analyst']!, officer: ids['officer']! }))
  Object.assign(
    links,
    await addAmlCases(ctx, db, { merchantId: links['trader']!, otherMerchant, analyst: ids['analyst']!, declarant: links['declarant']! }),
  )
  const { rows: named } = await sql<{ id: string }>`select merchant_id as id from dossiers where id = any(${Object.values(ids)}::text[]) union select merchant_id from merchant_users where id = any(${Object.values(ids)}::text[])`
    .execute(db)
  const held = await addHolds(ctx, db, {
    officer: ids['officer']!,
    spared: [...named.map(({ id }) => id), ids['merchant.validated']!, links['trader']!, otherMerchant],
  })
  Object.assign(links, held)
  Object.assign(links, await addScreening(ctx, db, { analyst: ids['analyst']!, declarant: ids['declarant']! }))
  Object.assign(
    links,
    await addInspections(ctx, db, { validated: ids['dossier.validated']!, other: ids['dossier.rejected']!, officer: ids['officer']! }),
  )
  Object.assign(ids, { 'user.over': held['user.over'], 'user.ending': held['user.ending'] })
  for (const role of ['analyst', 'officer', 'agent', 'auditor', 'administrator', 'holder', 'second', 'declarant', 'correspondent'])
    cookies[role] = [await openDoor(ctx, 'console', ids[role]!)]
  for (const user of Object.keys(ids).filter((id) => id.startsWith('user.'))) cookies[user] = [await openDoor(ctx, 'merchant', ids[user]!)]
  const mail = `/dev/mail/${ids['mail.request']}`
  const letters: Stop[] = [{ route: '/dev/mail/:id', name: 'dev-letter', as: 'nobody', path: mail }, {
    route: '/dev/mail/:id/html',
    name: 'dev-letter-html',
    as: 'nobody',
    path: `${mail}/html`,
    type: 'file',
  }]
  const keys = await readApiKeys(db, ids['merchant.validated']!)
  return {
    stops: [...doorStops(links), ...letters, ...consoleStops(ids, links, ids['agent']!), ...merchantStops(ids, links)],
    cookies: { nobody: [], key: [], ...cookies },
    apiKey: keys.find(({ mode, kind }) => mode === 'test' && kind === 'secret')?.clear ?? '',
  }
}
