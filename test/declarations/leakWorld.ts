import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { sql } from 'kysely'
import { inject } from 'vitest'
import { jobs } from '#jobs/index.ts'
import { addAmlNote, answerQuestion } from '#src/amlCases/addToAmlCase.ts'
import { amlQuestions } from '#src/amlCases/amlCase.ts'
import { beginExamination, concludeAmlCase } from '#src/amlCases/moveAmlCase.ts'
import { openAmlCase, takeIntoCase } from '#src/amlCases/openAmlCase.ts'
import { createApp } from '#src/app.ts'
import { exportChainHead } from '#src/chainHeads/exportChainHead.ts'
import { seenOf } from '#src/fraud/fraudCase.ts'
import { readCheck } from '#src/fraudReports/check.sql.ts'
import { checkReport } from '#src/fraudReports/checkReport.ts'
import { fileReport } from '#src/fraudReports/fileReport.ts'
import { findReport } from '#src/fraudReports/reports.sql.ts'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { newId, newToken } from '#src/kernel/ids.ts'
import { readApiKeys } from '#src/merchants/readApiKeys.sql.ts'
import { proposeCorrection } from '#src/corrections/proposeCorrection.ts'
import { addNote } from '#src/notes/addNote.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { openBatches } from '#src/payouts/openBatches.ts'
import { unit } from '#src/platform/ctx.ts'
import { tryJob } from '#src/platform/job.ts'
import { openDatabase, type Database, type OpenedDatabase } from '#src/platform/db.ts'
import { orderLegalHold } from '#src/retention/orderLegalHold.ts'
import { useLimits } from '#src/web/limits.ts'
import { cookieName, openSession } from '#src/web/session.ts'
import { wanted as gesture } from '#test/corrections/ground.ts'
import { placeHold, wanted, type Two } from '#test/holds/ground.ts'
import { night, payable, receive } from '#test/payouts/ground.ts'
import type { House } from '#test/support/house.ts'
import { newPdf, signEverything, submitted } from '#test/support/merchant.ts'
import { addRest } from './leakRest.ts'

/** Who is not of the circle, each with what he comes with. */
export const outsiders = ['agent', 'analyst', 'auditor', 'administrator', 'officer', 'merchant', 'api_key', 'nobody'] as const
export type Outsider = (typeof outsiders)[number]
export type World = {
  ids: Record<string, string>
  cookies: Record<string, string>
  key: string
  members: { declarant: StaffActor; correspondent: StaffActor }
}

const card = { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123' }

const fraudCase = async (
  house: House,
  shop: Awaited<ReturnType<typeof payable>>,
  paymentId: string,
): Promise<{ reportId: string; caseId: string }> => {
  const reportId = await checkReport(house.ctx(shop.actor), {
    world: { merchantId: shop.merchantId, mode: 'live' },
    reason: 'stolen_keys',
    statement: 'Nos clés ont été volées',
    pasted: paymentId,
    csv: null,
    targetCaseId: null,
  })
  const row = (await findReport(house.db, reportId))!
  const seen = seenOf(
    (await readCheck(house.db, {
      world: { merchantId: row.merchant_id, mode: row.mode },
      named: { ids: row.payment_ids, lines: row.lines },
    }, 10))
      .figures,
  )
  return { reportId, caseId: (await fileReport(house.ctx(shop.actor), reportId, seen)).caseId }
}

/** A case that was examined and handed over to the circle, with an alert and the payments behind it; and one that is examined still. */
const examine = async (
  house: House,
  { analyst, merchantId, waitingId }: { analyst: StaffActor; merchantId: string; waitingId: string },
): Promise<{ alert: string; amlCase: string; openCase: string }> => {
  const alert = newId('alrt', house.now())
  const finding = { inputs: { captures: 3, nightCaptures: 3 }, values: { nightBps: 10_000 }, limits: {} }
  await house
    .database
    .db
    .insertInto('alerts')
    .values({
      id: alert,
      scenario: 'TM-19',
      version: 1,
      revision: 1,
      merchant_id: merchantId,
      level: 'high',
      window_from_on: '2026-01-01',
      window_to_on: '2026-03-03',
      says: 'night_sales',
      finding: JSON.stringify(finding),
      raised_at: house.now(),
      due_at: house.now(),
    })
    .execute()
  const ctx = house.ctx(analyst)
  const amlCase = await takeIntoCase(ctx, alert, { reason: 'Ventes de nuit.' })
  await beginExamination(ctx, amlCase)
  for (const question of amlQuestions)
    await answerQuestion(ctx, amlCase, {
      question,
      isEstablished: true,
      words: `Établi : ${question}.`,
      source: 'payments',
      sourceWords: '',
      pieceId: '',
    })
  await addAmlNote(ctx, amlCase, { body: 'Relu.' })
  await concludeAmlCase(ctx, amlCase, { facts: 'Trois ventes de nuit.' })
  return {
    alert,
    amlCase,
    openCase: await openAmlCase(ctx, { merchantId: waitingId, alertIds: [], hitIds: [], reason: 'Montage inhabituel.' }),
  }
}

const one = async (db: Database, query: string): Promise<string> => (await sql.raw<{ id: string }>(query).execute(db)).rows[0]?.id ?? ''

/** What the rows made of it all are called. */
const findIds = async (db: Database, merchantId: string): Promise<Record<string, string>> => ({
  dossier: await one(db, `select id from dossiers where merchant_id = '${merchantId}'`),
  otherDossier: await one(db, `select dossier_id as id from review_items order by id limit 1`),
  review: await one(db, 'select id from review_items order by id limit 1'),
  document: await one(db, `select id from documents where merchant_id <> '${merchantId}' order by id limit 1`),
  dispute: await one(db, 'select id from disputes order by id limit 1'),
  attachment: await one(db, 'select id from note_attachments order by id limit 1'),
  person: await one(db, `select p.id from people p join dossiers d on d.id = p.dossier_id where d.merchant_id = '${merchantId}'`),
  payout: await one(db, 'select id from payouts order by id limit 1'),
  batch: await one(db, 'select id from payout_batches order by id limit 1'),
  headDay: await one(db, 'select on_day::text as id from chain_heads'),
  session: await one(db, 'select id from sessions order by id limit 1'),
})

/** A merchant who trades, with something of every kind; another whose file waits; everybody who works here, signed in. */
export const buildWorld = async (house: House): Promise<World> => {
  const [agent, analyst, auditor, administrator, officer] = [
    await house.staff('agent'),
    await house.staff('analyst'),
    await house.staff('auditor'),
    await house.staff('administrator'),
    await house.staff('officer', 'Sans fauteuil', null),
  ]
  const two: Two = {
    first: await house.staff('officer', 'Irène Vasseur'),
    second: await house.staff('officer', 'Paul Gérard', 'correspondent'),
  }
  const shop = await payable(house)
  const pay = async (said: object = {}): Promise<string> =>
    (await shop.live('POST', '/checkout', { amount: 10_000, currency: 'eur', card, ...said })).body['id']
  const [payment, reported] = [await pay(), await pay()]
  for (let contested = 0; contested < 2; contested++) await pay({ card: { ...card, number: '4000000000005423' } })
  const { reportId, caseId } = await fraudCase(house, shop, reported)
  await receive(house, shop.merchantId, 50_000)
  const hold = await placeHold(house, two, wanted(shop.merchantId, { amountCents: 5_000, releaseOn: '2026-09-01' }))
  const correction = (await proposeCorrection(house.ctx(agent), gesture(shop.merchantId, { kind: 'goodwill' })))!
  const legalHold = (await orderLegalHold(house.ctx(officer), {
    scope: 'payment',
    subjectId: payment,
    ground: 'litigation',
    reference: 'RG 26/1',
    reason: 'Assignation.',
    reviewOn: '2026-06-01',
  }))!
  await night(house, '2026-03-03T05:30:00Z')
  await createPayouts(house.ctx(system('create-payouts')))
  await openBatches(house.ctx(system('send-payouts')))
  await signEverything(house, shop)
  const waiting = await submitted(house)
  const [dossier] = await house.db.selectFrom('dossiers').select('id').where('merchant_id', '=', waiting.merchantId).execute()
  await addNote(house.ctx(analyst), {
    merchantId: waiting.merchantId,
    subjectId: dossier!.id,
    body: 'Rappeler demain.',
    files: [{ fileName: 'note.pdf', bytes: await newPdf() }],
  })
  house.travel('2026-03-03T09:00:00Z')
  const examined = await examine(house, { analyst, merchantId: shop.merchantId, waitingId: waiting.merchantId })
  const rest = await addRest(house, { agent, analyst, officer, first: two.first }, { shop, waiting, dossier: dossier!.id })
  const { runId: run } = await tryJob({
    name: 'send-clock-reminders',
    job: jobs['send-clock-reminders']!,
    db: house.database.db,
    at: house.now(),
    launch: { kind: 'command', by: 'test' },
  })
  const cookies: Record<string, string> = {}
  const door = async (name: string, kind: 'console' | 'merchant', personId: string): Promise<void> => {
    cookies[name] = `${cookieName[kind]}=${await unit(
      house.ctx(),
      (tx) => openSession(tx, { door: kind, personId, ip: '127.0.0.1', userAgent: 'test' }),
    )}`
  }
  for (
    const [name, actor] of Object.entries({
      agent,
      analyst,
      auditor,
      administrator,
      officer,
      declarant: two.first,
      correspondent: two.second,
    })
  ) await door(name, 'console', actor.id)
  await door('merchant', 'merchant', shop.actor.id)
  await exportChainHead(house.ctx(system('export-chain-head')))
  const key = (await readApiKeys(house.db, shop.merchantId)).find(({ mode, kind }) => mode === 'test' && kind === 'secret')!.clear!
  return {
    ids: {
      ...(await findIds(house.db, shop.merchantId)),
      ...examined,
      ...rest,
      run,
      merchant: shop.merchantId,
      payment,
      fraudReport: reportId,
      fraudCase: caseId,
      hold,
      correction,
      legalHold,
      staff: analyst.id,
      waitingMerchant: waiting.merchantId,
    },
    cookies,
    key,
    members: { declarant: two.first, correspondent: two.second },
  }
}

export type Side = { database: OpenedDatabase; base: string; close: () => Promise<void> }

const onServer = async (work: (client: pg.Client) => Promise<unknown>): Promise<void> => {
  const client = new pg.Client({ connectionString: inject('serverUrl') })
  await client.connect()
  await work(client).finally(() => client.end())
}

/** The same database once more: its rows, its sequences, its blocks. Whoever is connected is sent away and comes again. */
const cloneOf = async (source: string): Promise<{ url: string; drop: () => Promise<void> }> => {
  const [name, from] = [`test_${newToken().slice(0, 16).toLowerCase()}`, new URL(source).pathname.slice(1)]
  await onServer(async (client) => {
    for (let left = 40;; left--) {
      await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [from])
      try {
        return await client.query(`create database ${name} template ${from}`)
      } catch (fault) {
        if ((fault as { code?: string }).code !== '55006' || left === 0) throw fault
      }
    }
  })
  const url = new URL(source)
  url.pathname = name
  return { url: url.href, drop: () => onServer((client) => client.query(`drop database ${name} with (force)`)) }
}

/** The program over a copy of this world, at a clock that stands. */
export const openSide = async (house: House): Promise<Side> => {
  const { url, drop } = await cloneOf(house.database.url)
  const database = openDatabase(url, { max: 6, applicationName: 'vigie test' })
  const server = await new Promise<Server>((done) => {
    const listening = createApp({ database, clock: house.now, isTrial: true }).listen(0, '127.0.0.1', () => done(listening))
  })
  useLimits(null)
  return {
    database,
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await database.close()
      await drop()
    },
  }
}
