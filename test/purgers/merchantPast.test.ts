import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAmlNote, addAmlPieces, answerQuestion } from '#src/amlCases/addToAmlCase.ts'
import { amlQuestions } from '#src/amlCases/amlCase.ts'
import { beginExamination, concludeAmlCase } from '#src/amlCases/moveAmlCase.ts'
import { attachToCase, takeIntoCase } from '#src/amlCases/openAmlCase.ts'
import { confirmNoSuspicion, draftFromCase, proposeNoSuspicion } from '#src/conclusions/conclude.ts'
import { findDeclaration } from '#src/declarations/declarations.sql.ts'
import { acknowledgeDeclaration, approveDeclaration, fileDeclaration } from '#src/declarations/moveDeclaration.ts'
import { openContent } from '#src/declarations/sealed.ts'
import { writeDeclaration } from '#src/declarations/writeDeclaration.ts'
import { takeDocument } from '#src/packs/addPieces.ts'
import { readPieceBytes, readPieces } from '#src/packs/openPiece.ts'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { newId } from '#src/kernel/ids.ts'
import { addNote } from '#src/notes/addNote.ts'
import { deliverMails } from '#src/notifications/deliverMails.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { getFile } from '#src/platform/storage.ts'
import { readAbsence } from '#src/retention/absence.sql.ts'
import { openPurgeCertificate } from '#src/retention/issuePurgeCertificate.ts'
import { findCertificate } from '#src/retention/purges.sql.ts'
import { findClaims } from '#src/retention/claims.sql.ts'
import { findTombstones } from '#src/tombstones/tombstones.sql.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { newPdf, submitted } from '#test/support/merchant.ts'
import { proposalOf } from '#test/support/proposalOf.ts'
import { due, takeOwn } from '../screening/ground.ts'
import { purgeOn } from './purgeDay.ts'

/*
 * Two merchants with the same past: alerts, one closed and one in a case, an examination with its answers, notes and pieces, a hit on a
 * list, a note with a file. Of the one the circle declared, of the other it saw no suspicion. Their contracts end on one day; five years
 * later both files go (CMF L561-12; rules.md §3.2), and nothing that is left tells which was which (X-06).
 */
const words = ['Quetzalcoatl', 'Tezcatlipoca'] as const
type Past = {
  word: string
  merchantId: string
  dossierId: string
  personId: string
  documentId: string
  alerts: string[]
  closed: string
  closedLate: string
  caseId: string
  hitId: string
  files: string[]
  userId: string
}

let house: House
let [analyst, officer, second, declarant, correspondent]: StaffActor[] = []
let [declared, cleared]: Past[] = []
let declarationId: string

const alert = async (merchantId: string, word: string, closedOn: Day | null): Promise<string> => {
  const id = newId('alrt', house.now())
  await sql`insert into alerts (id, scenario, version, revision, merchant_id, subject, level, window_from_on, window_to_on, says, finding, state, raised_at, due_at, closed_at, closed_by, close_reason, close_note)
    values (${id}, 'TM-19', 1, 1, ${merchantId}, ${id}, 'warn', '2026-01-01', '2026-03-03', 'night_sales', ${JSON.stringify({ inputs: { captures: 3, nightCaptures: 3 }, values: { nightBps: 10_000 }, limits: {}, word })}, ${closedOn ? 'closed' : 'new'}, ${house.now()}, ${house.now()},
      ${closedOn}, ${closedOn && analyst!.id}, ${closedOn && 'explained'}, ${closedOn ? `Vu avec ${word}` : ''})`
    .execute(house.db)
  await sql`insert into alert_notes (id, alert_id, body, author_id, at) values (${newId('note', house.now())}, ${id}, ${`Rappel de ${word}`}, ${analyst!.id}, ${house.now()})`
    .execute(house.db)
  return id
}

const past = async (word: string): Promise<Past> => {
  const ctx = house.ctx(analyst)
  const { merchantId, actor } = await submitted(house, { company: { name: `Maison ${word}` }, person: { familyName: word } })
  const { id: dossierId } = await house
    .db
    .selectFrom('dossiers')
    .select('id')
    .where('merchant_id', '=', merchantId)
    .executeTakeFirstOrThrow()
  const { id: personId } = await house.db.selectFrom('people').select('id').where('dossier_id', '=', dossierId).executeTakeFirstOrThrow()
  const { id: documentId } = await house
    .db
    .selectFrom('documents')
    .select('id')
    .where('dossier_id', '=', dossierId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirstOrThrow()
  const alerts = [await alert(merchantId, word, null)]
  const [closed, closedLate] = [await alert(merchantId, word, '2026-03-20'), await alert(merchantId, 'un autre', '2028-06-01')]
  await addNote(ctx, {
    merchantId,
    subjectId: dossierId,
    body: `Appelé ${word}`,
    files: [{ fileName: `${word}.pdf`, bytes: await newPdf() }],
  })
  await takeOwn(house, 'house', ...words.map((one, i) => `${i + 1};Anne ${one};1980-12-01;FR;;;`))
  await due(house)
  const { id: hitId } = await house
    .db
    .selectFrom('screening_hits')
    .select('id')
    .where('dossier_id', '=', dossierId)
    .executeTakeFirstOrThrow()
  const caseId = await takeIntoCase(ctx, alerts[0]!, { reason: `Ventes de nuit de ${word}` })
  await attachToCase(ctx, caseId, { alertIds: [], hitIds: [hitId], reason: 'Même personne' })
  await beginExamination(ctx, caseId)
  await addAmlNote(ctx, caseId, { body: `Relu le dossier de ${word}` })
  await addAmlPieces(ctx, caseId, [{ fileName: `facture-${word}.pdf`, bytes: await newPdf() }])
  for (const question of amlQuestions)
    await answerQuestion(ctx, caseId, {
      question,
      isEstablished: true,
      words: `Établi avec ${word}`,
      source: 'payments',
      sourceWords: '',
      pieceId: '',
    })
  await concludeAmlCase(ctx, caseId, { facts: `Trois ventes de nuit chez ${word}.` })
  const { rows } = await sql<{ key: string }>`select storage_key as key from documents where merchant_id = ${merchantId} union all select storage_key from note_attachments where merchant_id = ${merchantId} union all select storage_key from aml_case_pieces where merchant_id = ${merchantId}`
    .execute(house.db)
  return {
    word,
    merchantId,
    dossierId,
    personId,
    documentId,
    alerts,
    closed,
    closedLate,
    caseId,
    hitId,
    files: rows.map(({ key }) => key),
    userId: actor.id,
  }
}

/** Filed late: its own five years outlast the file's. */
const declare = async (): Promise<string> => {
  const [first, other] = [house.ctx(declarant), house.ctx(correspondent)]
  const id = await draftFromCase(first, declared!.caseId, {
    suspectedAt: house.now(),
    offence: 'Blanchiment',
    isUrgent: false,
    declarant: 'Vigie',
    context: 'Volumes',
    analysis: 'Ventes de nuit',
  })
  const seen = async () => (await findDeclaration(house.db, id))!.version
  await writeDeclaration(first, id, {
    words: {
      offence: 'Blanchiment',
      isSerious: true,
      isTaxFraud: false,
      criteria: [],
      isAttempt: true,
      stance: 'executed',
      executedWhy: 'Report impossible.',
      declarant: 'Vigie',
      context: 'Volumes.',
      analysis: 'Ventes de nuit.',
    },
    isUrgent: false,
    seenVersion: await seen(),
  })
  await takeDocument(first, id, declared!.documentId)
  await approveDeclaration(other, id, { seenVersion: await seen() })
  await fileDeclaration(first, id, { reference: 'ERMES-1', filedAt: house.now() })
  await acknowledgeDeclaration(other, id, { receipt: 'ERMES-1-R', at: house.now() })
  return id
}

const open = async (name: string): Promise<string[]> =>
  (await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public' and tablename !~ '^(kysely|closed)_' order by 1`
    .execute(house.db))
    .rows
    .map((row) => row.name)
    .filter((table) => !name.includes(`|${table}|`))
/** Tables outside the compartment in which a text stands. The list that named him is the house's own, and has a rule of its own. */
const standsIn = async (text: string): Promise<string[]> => {
  const found: string[] = []
  for (const table of await open('|watchlist_editions|watchlist_names|'))
    if ((await sql`select from ${sql.table(table)} t where t::text like ${`%${text}%`} limit 1`.execute(house.db)).rows.length > 0)
      found.push(table)
  return found
}

const day = (on: Day): Promise<string[]> => purgeOn(house, [officer!, second!], on)
const lastPurge = () =>
  house.db.selectFrom('purges').selectAll().where('category', '=', 'merchant_file').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T09:00:00Z' })
  ;[analyst, officer, second] = [
    await house.staff('analyst'),
    await house.staff('officer', 'Odile Prat', null),
    await house.staff('officer', 'Jean Le Bihan', null),
  ]
  ;[declarant, correspondent] = [
    await house.staff('officer', 'Irène Vasseur'),
    await house.staff('officer', 'Paul Gérard', 'correspondent'),
  ]
  declared = await past(words[0])
  cleared = await past(words[1])
  await deliverMails(house.ctx(system('deliver-mails')))
  await proposeNoSuspicion(house.ctx(declarant), cleared.caseId, { reasoning: 'Une boulangerie vend avant l’aube.' })
  await confirmNoSuspicion(house.ctx(correspondent), cleared.caseId, { proposal: await proposalOf(house, 'conclusion') })
  await sql`update merchants set state = 'closed', ended_on = '2026-03-31' where id = any(${[
    declared.merchantId,
    cleared.merchantId,
  ]}::text[])`
    .execute(house.db)
  house.travel('2028-02-01T09:00:00Z')
  declarationId = await declare()
})
afterAll(() => house.close())

const kept = [
  'aml_case_answers',
  'aml_case_notes',
  'aml_case_pieces',
  'aml_cases',
  'alert_notes',
  'alerts',
  'companies',
  'merchants',
  'note_attachments',
  'notes',
  'people',
] as const

describe('a merchant with a past, five years after his contract', () => {
  it('on the last day of the fifth year is there whole', async () => {
    expect(await day('2031-03-31')).toEqual([])
    for (const one of [declared!, cleared!]) {
      expect(await standsIn(one.word)).toEqual(expect.arrayContaining([...kept]))
      expect(one.files.length).toBeGreaterThan(3)
      expect((await house.db.selectFrom('screening_hits').select('id').where('id', '=', one.hitId).execute()).length).toBe(1)
    }
  })

  it('an alert that was closed goes by its own five years: of one that was closed while he was with us they are over', async () => {
    for (const { closed } of [declared!, cleared!])
      expect([
        (await house.db.selectFrom('alerts').select('id').where('id', '=', closed).execute()).length,
        (await findTombstones(house.db, closed))[0]!.category,
      ])
        .toEqual([0, 'monitoring_alert'])
    expect((await findClaims(house.db, declared!.closedLate))!.origins).toEqual([{ category: 'monitoring_alert', origin: '2028-06-01' }])
    for (const id of [declared!.alerts[0]!, declared!.caseId])
      expect((await findClaims(house.db, id))!.origins).toEqual([{ category: 'merchant_file', origin: '2026-03-31' }])
  })

  it('the day after is gone: every word, every file, alerts, cases and hits with what was said of them', async () => {
    const keys = await house.db.selectFrom('merchant_keys').select(['merchant_id', 'wrapped_key']).execute()
    expect(keys.every(({ wrapped_key: key }) => key !== null)).toBe(true)
    expect(await day('2031-04-01')).toEqual([])
    for (const one of [declared!, cleared!]) {
      expect([one.word, await standsIn(one.word)]).toEqual([one.word, []])
      for (const key of one.files) await expect(getFile(key, Buffer.alloc(32), Buffer.alloc(32))).rejects.toMatchObject({ code: 'ENOENT' })
      for (const id of [...one.alerts, one.caseId, one.hitId, one.personId, one.documentId])
        expect([
          id,
          (await standsIn(id)).filter((table) => !/^(audit_events|job_run_items|person_keys|purge_list)$/.test(table)),
        ])
          .toEqual([id, []])
    }
    // a key that was destroyed stays as its own tombstone
    expect((await sql`select from person_keys where wrapped_key is not null`.execute(house.db)).rows.length).toBe(0)
    expect((await house.db.selectFrom('merchant_keys').select('merchant_id').where('destroyed_at', 'is', null).execute()).length).toBe(0)
  })

  it('has tombstones: his, and of each person, piece, alert, case and hit that went with him, with the certificate', async () => {
    const purge = await lastPurge()
    for (const one of [declared!, cleared!])
      for (const id of [one.merchantId, one.userId, one.personId, one.documentId, ...one.alerts, one.caseId, one.hitId]) {
        expect([id, (await findTombstones(house.db, id))[0]]).toMatchObject([id, {
          category: 'merchant_file',
          purgeId: purge.id,
          certificateId: expect.any(String),
        }])
      }
  })

  it('the certificate says how many under which rule, that nothing was found, and not a word of the circle', async () => {
    const purge = await lastPurge()
    expect(purge).toMatchObject({ state: 'done', erased_count: 2, kept_count: 0, refused_count: 0, absence: { remaining: 0, found: [] } })
    expect(purge.books_after).toEqual(purge.books_before)
    const pdf = await openPdf(await openPurgeCertificate((await findCertificate(house.db, purge.id))!))
    const text = Array.from({ length: pdf.pageCount }, (_, i) => pdf.pageText(i + 1)).join('\n')
    pdf.close()
    expect(text).toContain('absence établie')
    expect(text).not.toMatch(/tracfin|soupçon|closed_|compartiment|déclaration de/i)
  })

  it('the proof is one: what came back of an examination, an alert, a hit or a note is found', async () => {
    const purge = await lastPurge()
    const remaining = async () =>
      (await readAbsence(house.db, { purgeId: purge.id, category: 'merchant_file', kind: 'mrch', needles: [], files: null })).remaining
    const back: [string, ReturnType<typeof sql>][] = [
      [
        'aml_cases',
        sql`insert into aml_cases (id, merchant_id, owner_id, opened_by, opened_at, due_on, summary, origin) values ('amlc_back', ${declared!.merchantId}, ${analyst!.id}, ${analyst!.id}, '2026-03-03', '2026-03-17', 'x', 'alert')`,
      ],
      [
        'alerts',
        sql`insert into alerts (id, scenario, version, revision, merchant_id, subject, level, window_from_on, window_to_on, says, finding, state, raised_at, due_at) values ('alrt_back', 'TM-01', 1, 1, ${declared!.merchantId}, 'x', 'warn', '2026-01-01', '2026-03-03', 'x', '{}', 'new', '2026-03-03', '2026-03-05')`,
      ],
      [
        'notes',
        sql`insert into notes (id, merchant_id, subject_id, body, author_id, at) values ('note_back', ${declared!.merchantId}, ${declared!.dossierId}, 'x', ${analyst!.id}, '2026-03-03')`,
      ],
    ]
    expect(await remaining()).toBe(0)
    for (const [table, text] of back) {
      await text.execute(house.db)
      expect([table, await remaining()]).toEqual([table, 1])
      await sql`delete from ${sql.table(table)} where id like '%_back'`.execute(house.db)
    }
  })

  it('nothing that is left tells the one that was declared from the other', async () => {
    const ids = (one: Past) => [
      one.merchantId,
      one.dossierId,
      one.userId,
      one.personId,
      one.documentId,
      one.caseId,
      one.hitId,
      one.closed,
      one.closedLate,
      ...one.alerts,
    ]
    const client = await house.clientOf(officer!)
    const said = async (one: Past): Promise<string> => {
      let text = ''
      const pages = [one.merchantId, one.dossierId, one.caseId, one.hitId, one.closed, one.closedLate, ...one.alerts].map((id) =>
        `/console/retention/why?id=${id}`
      )
      for (
        const path of [
          ...pages,
          `/console/merchants?q=${one.merchantId}`,
          `/console/merchants/${one.merchantId}`,
          `/console/dossiers/${one.dossierId}`,
          `/console/aml-cases/${one.caseId}`,
          `/console/aml-cases?view=all&q=${one.caseId}`,
          `/console/alerts/${one.alerts[0]}`,
          `/console/history?merchant=${one.merchantId}`,
        ]
      ) text += `${path} ${(await client.get(path)).text}\n`
      return ids(one)
        .reduce((all, id, i) => all.replaceAll(id, `#${i}`), text)
        .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'uuid')
        .replaceAll(/\b([a-z]{4})_[0-9A-Za-z]{24}/g, '$1_id')
        .replaceAll(/\b([a-z]{4})_…\w+/g, '$1_…')
    }
    expect(await said(declared!)).toBe(await said(cleared!))
  })

  it('one that was closed after his end is kept its five years, to the day', async () => {
    const left = async () => (await house.db.selectFrom('alerts').select('id').orderBy('id').execute()).map(({ id }) => id)
    expect(await day('2033-06-01')).toEqual([])
    expect(await left()).toEqual([declared!.closedLate, cleared!.closedLate])
    expect(await day('2033-06-02')).toEqual([])
    expect(await left()).toEqual([])
  })

  it('what the circle keeps is whole, and opens without his key, until its own five years are over', async () => {
    const row = (await findDeclaration(house.db, declarationId))!
    expect(openContent(row).offence).toBe('Blanchiment')
    const [piece] = await readPieces(house.db, row)
    expect((await readPieceBytes(row, piece!)).subarray(0, 5).toString()).toBe('%PDF-')
  })
})
