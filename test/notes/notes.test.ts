import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument } from 'pdf-lib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { unit } from '#src/platform/ctx.ts'
import { useStorage } from '#src/platform/storage.ts'
import { addNote } from '#src/notes/addNote.ts'
import { listNotes } from '#src/notes/notes.sql.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { storedPath } from '#test/support/stored.ts'
import { openDossier, type Dossier } from '#test/reviews/dossiers.ts'

let house: House
let analyst: StaffActor
let client: Client
let one: Dossier
let pdf: Buffer
let folder: string
beforeAll(async () => {
  house = await openHouse()
  folder = await mkdtemp(join(tmpdir(), 'vigie-notes-'))
  await useStorage(folder)
  analyst = await house.staff('analyst', 'Alix Martin')
  client = await house.clientOf(analyst)
  one = await openDossier(house)
  const document = await PDFDocument.create()
  document.addPage().drawText('Compte rendu')
  pdf = Buffer.from(await document.save())
})
afterAll(async () => {
  await house.close()
  await rm(folder, { recursive: true, force: true })
})

const upload = (bytes: Buffer, name: string) => new File([new Uint8Array(bytes)], name)
const url = () => `/console/dossiers/${one.dossierId}/notes`
const notes = () => listNotes(house.db, one.dossierId)

describe('a note', () => {
  it('stands on its case with its author, newest first, and in the history', async () => {
    expect(await client.post(url(), { body: 'Appelé le gérant.\nIl rappelle demain.', ticket: '' })).toMatchObject({ status: 303 })
    house.forward(60_000)
    await addNote(house.ctx(await house.staff('agent', 'Sam Petit')), {
      merchantId: one.merchantId,
      subjectId: one.dossierId,
      body: 'Il a rappelé.',
      files: [],
    })
    expect((await notes()).map(({ body, authorName }) => [authorName, body])).toEqual([['Sam Petit', 'Il a rappelé.'], [
      'Alix Martin',
      'Appelé le gérant.\nIl rappelle demain.',
    ]])
    const text = (await client.get(`/console/dossiers/${one.dossierId}`)).text
    expect(text.includes('Il rappelle demain.')).toBe(true)
    const events = await house.db.selectFrom('audit_events').select(['subject_id', 'data']).where('event', '=', 'note.added').execute()
    expect(events).toHaveLength(2)
    expect(JSON.stringify(events)).not.toContain('rappel')
  })

  it('sent twice by one form is one note', async () => {
    const before = (await notes()).length
    const form = { body: 'Une seule fois', ticket: 'ticket000000000000000000000000001' }
    const twice = await Promise.all([client.post(url(), form), client.post(url(), form)])
    expect(twice.map(({ status }) => status)).toEqual([303, 303])
    expect(await notes()).toHaveLength(before + 1)
  })

  it('carries files, sealed on the disk; taking one is recorded', async () => {
    expect((await client.post(url(), { body: 'Voir le compte rendu', ticket: '', file: upload(pdf, '../../compte rendu.pdf') })).status)
      .toBe(303)
    const note = (await notes()).find(({ body }) => body === 'Voir le compte rendu')
    expect(note!.attachments).toMatchObject([{ fileName: expect.stringMatching(/^compte rendu\.pdf$|rendu\.pdf$/), byteCount: pdf.length }])
    const id = note!.attachments[0]!.id
    const stored = await readFile(storedPath(folder, id))
    expect(stored.includes('%PDF')).toBe(false)
    const taken = await client.get(`/console/notes/attachments/${id}`)
    expect(taken.status).toBe(200)
    expect(taken.headers.get('content-type')).toBe('application/pdf')
    expect(taken.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(taken.text.startsWith('%PDF')).toBe(true)
    expect(await house.db.selectFrom('audit_events').select('actor_id').where('event', '=', 'note.attachment_downloaded').execute())
      .toEqual([{ actor_id: analyst.id }])
  })

  it('refuses what is wrong, names it, and keeps the words', async () => {
    const before = (await notes()).length
    for (const [form, status] of [[{ body: '' }, 422], [{ body: 'a\u202eb' }, 422], [{ body: 'x'.repeat(4_001) }, 422], [{}, 422]] as const)
      expect((await client.post(url(), form as Record<string, string>)).status).toBe(status)
    const refused = await client.post(url(), {
      body: 'Mes mots restent',
      ticket: '',
      file: upload(Buffer.from('MZ\x90\x00 this is no picture'), 'photo.jpg'),
    })
    expect(refused.status).toBe(422)
    expect(refused.text.includes('Mes mots restent')).toBe(true)
    expect((await client.post(url(), { body: 'vide', ticket: '', file: upload(Buffer.alloc(0), 'vide.pdf') })).status).toBe(422)
    expect(await notes()).toHaveLength(before)
  })

  it('is for who may write, on a case that exists', async () => {
    const auditor = await house.clientOf(await house.staff('auditor'))
    const administrator = await house.clientOf(await house.staff('administrator'))
    expect((await auditor.post(url(), { body: 'x' })).status).toBe(403)
    expect((await auditor.get(`/console/dossiers/${one.dossierId}`)).text.includes('name="body"')).toBe(false)
    const id = (await notes()).flatMap(({ attachments }) => attachments)[0]!.id
    expect((await auditor.get(`/console/notes/attachments/${id}`)).status).toBe(200)
    expect((await administrator.get(`/console/notes/attachments/${id}`)).status).toBe(403)
    for (const bad of ['natt_000000000000000000000000', 'x', '%00'])
      expect((await client.get(`/console/notes/attachments/${bad}`)).status).toBe(404)
    for (const bad of ['doss_000000000000000000000000', 'x'])
      expect((await client.post(`/console/dossiers/${bad}/notes`, { body: 'x' })).status).toBe(404)
  })

  it('a refused unit leaves no file behind', async () => {
    const count = async () => (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length
    const before = await count()
    const work = unit(house.ctx(analyst), async (tx) => {
      await addNote(tx, { merchantId: one.merchantId, subjectId: one.dossierId, body: 'x', files: [{ fileName: 'a.pdf', bytes: pdf }] })
      throw new Error('afterwards')
    })
    await expect(work).rejects.toThrow('afterwards')
    expect(await count()).toBe(before)
  })
})
