import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { system } from '#src/kernel/actor.ts'
import { deliverMails } from '#src/notifications/deliverMails.ts'
import { writeMail } from '#src/notifications/writeMail.ts'
import { unit } from '#src/platform/ctx.ts'
import { useMailer } from '#src/platform/mail.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openSmtpServer } from './smtpServer.ts'

const from = 'Vigie <ne-pas-repondre@vigie.example>'
let house: House
let smtp: Awaited<ReturnType<typeof openSmtpServer>>
let letters = 0

beforeAll(async () => {
  house = await openHouse({ at: '2026-02-01T10:00:00Z' })
})
afterAll(() => house.close())
beforeEach(async () => {
  smtp = await openSmtpServer()
})
afterEach(async () => {
  useMailer(null)
  await smtp.close()
})

const write = async (address: string, template: 'activation' | 'documents_requested' = 'activation') => {
  const key = `letter:${++letters}`
  const values = {
    activation: { link: '/merchant/activate?token=secret-token', expiresAt: new Date('2026-02-02T10:00:00Z') },
    documents_requested: {
      days: 30,
      pieces: [{ kind: 'statutes', person: null, reason: 'missing', note: '' }],
      message: '',
      isRefresh: false,
    },
  }
  await unit(
    house.ctx(),
    (tx) =>
      writeMail(
        tx,
        { template, to: { address, lang: 'fr', merchantId: null }, subjectId: key, dedupeKey: key, values: values[template] } as never,
      ),
  )
  return () => house.db.selectFrom('mails').selectAll().where('dedupe_key', '=', key).executeTakeFirstOrThrow()
}
const run = (actor = system('deliver-mails')) => deliverMails(house.ctx(actor))
const events = async (id: string) =>
  (await house.db.selectFrom('audit_events').select('event').where('subject_id', '=', id).orderBy('id').execute()).map(({ event }) => event)

describe('without a server', () => {
  it('a letter is sent by being kept, words and all', async () => {
    const mail = await write('jeanne@lenoir.example')
    expect(await run()).toMatchObject({ done: 1, failed: 0 })
    const sent = await mail()
    expect(sent).toMatchObject({ state: 'sent', sent_at: house.now(), attempts: 1 })
    expect(sent.text_body).toContain('secret-token')
    expect(await events(sent.id)).toEqual(['mail.written', 'mail.sent'])
    expect(await run()).toMatchObject({ done: 0 })
  })
})

describe('with a server', () => {
  it('hands the letter over once, with both forms and its own id, and forgets the words that hold a secret', async () => {
    useMailer({ smtpUrl: smtp.url, from })
    const mail = await write('jeanne@lenoir.example')
    await run()
    await run()
    const sent = await mail()
    expect(smtp.received).toHaveLength(1)
    const { from: sender, to, message } = smtp.received[0]!
    expect([sender, to]).toEqual(['ne-pas-repondre@vigie.example', 'jeanne@lenoir.example'])
    expect(message).toContain(`Message-ID: <${sent.id}@vigie.example>`)
    expect(message).toMatch(/Content-Type: text\/plain[\s\S]*Content-Type: text\/html/)
    expect(sent).toMatchObject({ state: 'sent', text_body: null, html_body: null })
    expect(sent.subject).toContain('Activez votre compte')
  })

  it('keeps the words that hold none', async () => {
    useMailer({ smtpUrl: smtp.url, from })
    const mail = await write('jeanne@lenoir.example', 'documents_requested')
    await run()
    expect((await mail()).text_body).toContain('Statuts à jour')
  })

  it('a letter that leaves two days late states the date it will be held to', async () => {
    const mail = await write('jeanne@lenoir.example', 'documents_requested')
    expect((await mail()).subject).toContain('mardi 3 mars 2026 à 24:00')
    house.forward(2 * 86_400_000)
    await run()
    const sent = await mail()
    expect(sent.subject).toContain('jeudi 5 mars 2026 à 24:00')
    expect(sent.html_body).toContain('jeudi 5 mars 2026 à 24:00')
    expect(`${sent.text_body}${sent.html_body}`).not.toContain('mardi 3 mars')
  })

  it('a refused letter is tried eight times, ever later, then failed; the others leave', async () => {
    useMailer({ smtpUrl: smtp.url, from })
    smtp.manner.toRecipient = (address) => (address.startsWith('nobody') ? '451 try later' : 'ok')
    const [bad, good] = [await write('nobody@lenoir.example'), await write('jeanne@lenoir.example')]
    expect(await run()).toMatchObject({ done: 1, failed: 1 })
    expect((await good()).state).toBe('sent')
    expect(await bad()).toMatchObject({
      state: 'queued',
      attempts: 1,
      error: 'smtp_451',
      next_attempt_at: new Date(house.now().getTime() + 60_000),
    })
    expect(await run()).toMatchObject({ done: 0, failed: 0 })
    for (let tries = 2; tries <= 8; tries++) {
      house.forward(13 * 3_600_000)
      expect(await run()).toMatchObject({ failed: 1 })
    }
    const failed = await bad()
    expect(failed).toMatchObject({ state: 'failed', attempts: 8, sent_at: null })
    expect((await events(failed.id)).slice(-2)).toEqual(['mail.deferred', 'mail.failed'])
    house.forward(13 * 3_600_000)
    expect(await run()).toMatchObject({ done: 0, failed: 0 })
  })

  it('a server that is not there loses nothing', async () => {
    useMailer({ smtpUrl: 'smtp://127.0.0.1:9', from })
    const mail = await write('jeanne@lenoir.example')
    const report = await run()
    expect(report.touched).toEqual([{ subject: (await mail()).id, outcome: 'failed', detail: 'ESOCKET' }])
    useMailer({ smtpUrl: smtp.url, from })
    house.forward(60_000)
    expect(await run()).toMatchObject({ done: 1 })
    expect((await mail()).state).toBe('sent')
  })

  it('two workers at once send one letter', async () => {
    useMailer({ smtpUrl: smtp.url, from })
    smtp.manner.delayMs = 150
    const mail = await write('jeanne@lenoir.example')
    const reports = await Promise.all([run(), run(), run()])
    expect(smtp.received).toHaveLength(1)
    expect(reports.reduce((sum, { done }) => sum + done, 0)).toBe(1)
    expect((await mail()).attempts).toBe(1)
  })

  it('a dry run says what would leave, and nothing leaves', async () => {
    useMailer({ smtpUrl: smtp.url, from })
    const mail = await write('jeanne@lenoir.example')
    expect(await deliverMails(house.ctx(system('deliver-mails'), { dryRun: true }))).toMatchObject({ done: 1 })
    expect(smtp.received).toHaveLength(0)
    expect((await mail()).state).toBe('queued')
    await run()
  })
})

describe('writing', () => {
  it('the same letter twice is one letter, and one event', async () => {
    const letter = {
      template: 'dossier_rejected',
      to: { address: 'a@b.example', lang: 'en', merchantId: null },
      subjectId: 'x',
      dedupeKey: 'same',
      values: {},
    } as const
    await unit(house.ctx(), async (tx) => {
      await writeMail(tx, letter)
      await writeMail(tx, letter)
    })
    const rows = await house.db.selectFrom('mails').selectAll().where('dedupe_key', '=', 'same').execute()
    expect(rows).toHaveLength(1)
    expect(await events(rows[0]!.id)).toEqual(['mail.written'])
  })
})
