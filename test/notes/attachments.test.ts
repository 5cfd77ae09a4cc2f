import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { listNotes } from '#src/notes/notes.sql.ts'
import { paper } from '#test/documents/pieces.ts'
import { openDossier } from '#test/reviews/dossiers.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let analyst: StaffActor
beforeAll(async () => {
  house = await openHouse()
  analyst = await house.staff('analyst')
})
afterAll(async () => {
  await house.close()
})

const rib = async (seed: number): Promise<File> => new File([new Uint8Array((await paper({ seed, kind: 'rib' })).bytes)], `rib ${seed}.pdf`)

const writeWith = async (files: readonly File[]) => {
  const one = await openDossier(house)
  const answer = await (await house.clientOf(analyst)).post(`/console/dossiers/${one.dossierId}/notes`, {
    body: 'Avec ses fichiers.',
    file: files as unknown as File,
  })
  const [note] = await listNotes(house.db, one.dossierId)
  return {
    status: answer.status,
    text: answer.text,
    note,
    kept: await house.db.selectFrom('note_attachments').select('file_name').where('merchant_id', '=', one.merchantId).execute(),
  }
}

it('a note carries five files', async () => {
  const { status, note } = await writeWith(await Promise.all([1, 2, 3, 4, 5].map(rib)))
  expect([status, note?.attachments.map(({ fileName }) => fileName).sort()]).toEqual([
    303,
    [1, 2, 3, 4, 5].map((seed) => `rib ${seed}.pdf`),
  ])
})

it('and no sixth', async () => {
  const { status, note, kept } = await writeWith(await Promise.all([1, 2, 3, 4, 5, 6].map(rib)))
  expect([status, note, kept]).toEqual([422, undefined, []])
})

it('one bad file among good ones: neither the note nor any file is kept, the words come back', async () => {
  const { status, text, note, kept } = await writeWith([await rib(1), new File(['MZ\0\0\0\0\0\0'], 'facture.pdf')])
  expect([status, note, kept]).toEqual([422, undefined, []])
  expect(text).toContain('Avec ses fichiers.')
  expect(text).toContain('Ce fichier est un programme')
})

it('the same file twice on one note is kept twice: it is what somebody wanted to show', async () => {
  const { status, note } = await writeWith([await rib(1), await rib(1)])
  expect([status, note?.attachments]).toMatchObject([303, [{}, {}]])
})

it('who may not write is told why', async () => {
  const one = await openDossier(house)
  const { text } = await (await house.clientOf(await house.staff('auditor'))).get(`/console/dossiers/${one.dossierId}`)
  expect(text).toContain('Votre rôle lit les notes sans en écrire.')
})
