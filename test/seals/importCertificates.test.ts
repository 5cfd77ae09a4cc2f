import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkDocuments } from '#src/checks/checkDocuments.ts'
import { importCertificates } from '#src/seals/importCertificates.ts'
import { lookUpCertificates } from '#src/seals/lookUpCertificates.ts'
import { checksOf, dueOf, findingOf, overallOf, verdictOf } from '#test/checks/checked.ts'
import { eventsOfPiece } from '#test/documents/pieces.ts'
import { makeChain, makeCode } from '#test/pieces/seals/madeCodes.ts'
import { openDossier } from '#test/reviews/dossiers.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openCommandLine } from '#test/support/vigie.ts'
import { lenoirsBill, sendSealed } from './sealedPiece.ts'
import { trustList } from './trustLists.ts'

let house: House
let folder: string
beforeAll(async () => {
  house = await openHouse()
  folder = await mkdtemp(join(tmpdir(), 'vigie-seals-'))
})
afterAll(async () => {
  await house.close()
  await rm(folder, { recursive: true, force: true })
})

const chain = makeChain()
const trial = makeChain({ o: 'CERTIFICAT DE TEST' })
const pemOf = (...ders: Buffer[]): Buffer =>
  Buffer.from(
    ders.map((der) => `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`).join(
      '',
    ),
  )
const both = [{ name: 'FR99.der', bytes: chain.authority }, { name: 'FR99_TST1.der', bytes: chain.issuer }]

/** A house of its own: each starts without certificates. */
const fresh = async <T>(work: (house: House) => Promise<T>): Promise<T> => {
  const one = await openHouse()
  return work(one).finally(() => one.close())
}
const kept = async (one: House): Promise<string[]> =>
  (await one.db.selectFrom('seal_certificates').select(['issuer_id', 'certificate_id']).orderBy('certificate_id').execute()).map((row) =>
    `${row.issuer_id} ${row.certificate_id}`.trim()
  )

describe('certificates', () => {
  it.each([
    ['one a file, DER', both],
    ['one a file, PEM', [{ name: 'a.pem', bytes: pemOf(chain.authority) }, { name: 'b.crt', bytes: pemOf(chain.issuer) }]],
    ['a bundle', [{ name: 'chain.pem', bytes: pemOf(chain.authority, chain.issuer) }]],
    ['a bundle that repeats', [{ name: 'chain.pem', bytes: pemOf(chain.authority, chain.issuer, chain.issuer) }, ...both]],
  ])('%s: both are taken in, each with its event', (_what, files) =>
    fresh(async (one) => {
      expect(await importCertificates(one.ctx(), files)).toMatchObject({ added: 2, refusedTrial: 0, ignoredFiles: [] })
      expect(await kept(one)).toEqual(['FR99', 'FR99 TST1'])
      const events = await one
        .db
        .selectFrom('audit_events')
        .select(['subject_id', 'data'])
        .where('event', '=', 'seal_certificate.imported')
        .orderBy('id')
        .execute()
      expect(events.map(({ subject_id: subject }) => subject)).toEqual(['FR99', 'FR99 TST1'])
      expect(events[1]!.data).toMatchObject({ issuer: 'FOURNISSEUR D ESSAI', from: '2024-01-01', to: '2027-01-01' })
    }))

  it('twice, or at once, is once', () =>
    fresh(async (one) => {
      const reports = [
        ...(await Promise.all([importCertificates(one.ctx(), both), importCertificates(one.ctx(), both)])),
        await importCertificates(one.ctx(), both),
      ]
      expect(reports.reduce((sum, { added }) => sum + added, 0)).toBe(2)
      expect(await kept(one)).toEqual(['FR99', 'FR99 TST1'])
      expect(await one.db.selectFrom('audit_events').select('id').where('event', '=', 'seal_certificate.imported').execute()).toHaveLength(
        2,
      )
    }))

  it('of trial are left out unless asked for, and then stand by themselves', () =>
    fresh(async (one) => {
      const files = [{ name: 'FR99_TST1.der', bytes: trial.issuer }]
      expect(await importCertificates(one.ctx(), files)).toEqual({
        found: 1,
        added: 0,
        refusedTrial: 1,
        ignoredFiles: [],
        withdrawn: [],
        outdatedLists: [],
      })
      expect((await lookUpCertificates(one.db))('FR99', 'TST1')).toBeNull()
      expect(await importCertificates(one.ctx(), files, { takesTrial: true })).toMatchObject({ added: 1, refusedTrial: 0 })
      expect((await lookUpCertificates(one.db))('FR99', 'TST1')).toMatchObject({ isAnchor: true })
    }))

  it('of an authority come by its trust list too; one that it no longer vouches for is left out, an old list said to be old', () =>
    fresh(async (one) => {
      const list = (
        services: Parameters<typeof trustList>[0],
        options = {},
      ) => [{ name: 'tsl_signed.xml', bytes: trustList(services, { nextUpdate: '2026-03-02T08:00:00Z', ...options }) }, both[1]!]
      expect(await importCertificates(one.ctx(), list([{ tradeName: 'FR99', der: chain.authority, status: 'withdrawn' }]))).toMatchObject({
        found: 1,
        added: 1,
        withdrawn: ['FR99'],
        ignoredFiles: ['tsl_signed.xml'],
        outdatedLists: [],
      })
      expect(await kept(one)).toEqual(['FR99 TST1'])
      one.forward(86_400_000)
      expect(await importCertificates(one.ctx(), list([{ tradeName: 'FR99', der: chain.authority }]))).toMatchObject({
        found: 2,
        added: 1,
        withdrawn: [],
        ignoredFiles: [],
        outdatedLists: ['tsl_signed.xml'],
      })
      expect(await kept(one)).toEqual(['FR99', 'FR99 TST1'])
      expect((await importCertificates(one.ctx(), list([{ tradeName: 'FR99', der: chain.authority }]))).added).toBe(0)
    }))

  it('a file that holds none is named, the others are taken', () =>
    fresh(async (one) => {
      const garbage = [
        { name: 'lisez-moi.txt', bytes: Buffer.from('bonjour') },
        { name: 'vide.der', bytes: Buffer.alloc(0) },
        { name: 'FR99_TST9.der', bytes: chain.issuer.subarray(0, 100) },
        { name: 'FR99_TST8.pem', bytes: Buffer.from('-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----') },
      ]
      expect(await importCertificates(one.ctx(), [...garbage, ...both])).toEqual({
        found: 2,
        added: 2,
        refusedTrial: 0,
        ignoredFiles: garbage.map(({ name }) => name),
        withdrawn: [],
        outdatedLists: [],
      })
    }))

  it('nothing but garbage is refused, naming the file', () =>
    fresh(async (one) => {
      await expect(importCertificates(one.ctx(), [{ name: 'x', bytes: Buffer.from('hello') }])).rejects.toMatchObject({
        status: 422,
        code: 'no_certificate',
        fields: { file: 'seals:problem.no_certificate' },
      })
      await expect(importCertificates(one.ctx(), [])).rejects.toMatchObject({ status: 422 })
    }))
})

describe('a piece sealed by an issuer', () => {
  it('cannot be verified before the chain is here; then it passes, an altered one fails, another issuer’s stays unknown', async () => {
    const one = await openDossier(house, { pieces: null })
    const made = { data: lenoirsBill, issuedOn: '2026-02-10', signedOn: '2026-02-10' }
    const good = makeCode(chain.key, made)
    const ids = {
      good: await sendSealed(house, one, good),
      altered: await sendSealed(house, one, good.replace('HALLES', 'HALLEZ')),
      stranger: await sendSealed(house, one, makeCode(chain.key, { ...made, issuer: 'FR98TST1' })),
    }
    await checkDocuments(house.ctx())
    for (const id of Object.values(ids))
      expect([
        await verdictOf(house, id, 'seal'),
        (await checksOf(house, id)).find(({ check_id: check }) => check === 'seal')?.why,
      ])
        .toEqual(['unknown', 'seal_unknown_issuer'])

    await importCertificates(house.ctx(), both)
    expect(await dueOf(house)).toEqual([one.dossierId])
    await checkDocuments(house.ctx())
    expect([
      await verdictOf(house, ids.good, 'seal'),
      await verdictOf(house, ids.altered, 'seal'),
      await verdictOf(house, ids.stranger, 'seal'),
    ])
      .toEqual(['pass', 'fail', 'unknown'])
    expect(await overallOf(house, ids.good)).toBe('pass')
    expect(await findingOf(house, ids.altered)).toMatchObject({ verdict: 'fail', proposed_refusal: 'altered' })
    expect((await eventsOfPiece(house, ids.good)).filter((event) => event === 'document.checked')).toHaveLength(2)

    // the same certificates once more wake nobody
    await importCertificates(house.ctx(), both)
    expect(await dueOf(house)).toEqual([])
  }, 60_000)
})

describe('the command line', () => {
  const commandsOf = (settings?: Record<string, string>) => openCommandLine(house, settings)
  const write = async (name: string, bytes: Buffer): Promise<string> => {
    await writeFile(join(folder, name), bytes)
    return join(folder, name)
  }

  it('takes a folder, or a file; lists them; says in words what it did', async () => {
    const { vigie, close } = await commandsOf()
    const place = join(folder, 'chain')
    await mkdir(join(place, 'deeper'), { recursive: true })
    const other = makeChain({ o: 'AUTRE FOURNISSEUR' })
    await writeFile(join(place, 'FR99.der'), other.authority)
    await writeFile(join(place, 'FR99_TST1.der'), other.issuer)
    await writeFile(join(place, 'notes.txt'), 'rien')
    await writeFile(join(place, 'trop.der'), Buffer.alloc(1_000_001))
    const ran = await vigie('seals', 'import', place)
    expect([ran.errors, ran.code, ran.lines]).toEqual(['', 0, ['2 certificates found, 2 new; no certificate in notes.txt, trop.der']])
    expect((await vigie('seals', 'import', join(place, 'FR99_TST1.der'))).lines).toEqual(['1 certificates found, 0 new'])
    const list = (await vigie('seals', 'list')).lines.join('\n')
    for (const said of ['TST1', 'AUTRE FOURNISSEUR', '2027-01-01']) expect(list).toContain(said)
    await close()
  }, 60_000)

  it.each([
    ['a folder that is not there', () => join(folder, 'nowhere'), /nowhere cannot be read/],
    ['garbage', () => write('garbage.der', Buffer.from('hello')), /none of these files holds the certificate/],
    ['an empty folder', async () => {
      await mkdir(join(folder, 'empty'), { recursive: true })
      return join(folder, 'empty')
    }, /none of these files holds the certificate/],
  ])('%s: one clear sentence, no key, no stack', async (_what, path, said) => {
    const { vigie, close } = await commandsOf()
    const ran = await vigie('seals', 'import', await path())
    expect(ran.code).toBe(1)
    expect(ran.errors.trim().split('\n')).toHaveLength(1)
    expect(ran.errors).toMatch(said)
    expect(ran.errors).not.toMatch(/seals:|no_certificate|Refusal|\bat /)
    await close()
  }, 60_000)

  it('takes no trial certificate without being asked, and none at all in production', async () => {
    const path = await write('FR99_TST1.der', trial.issuer)
    const { vigie, close } = await commandsOf()
    expect((await vigie('seals', 'import', path)).lines).toEqual(['1 certificates found, 0 new, 1 of trial left out (--trial takes them)'])
    const production = await commandsOf({
      NODE_ENV: 'production',
      STORAGE_URL: folder,
      SMTP_URL: 'smtp://127.0.0.1:1',
      MAIL_FROM: 'Vigie <v@vigie.test>',
      PUBLIC_URL: 'https://vigie.test',
    })
    const refused = await production.vigie('seals', 'import', path, '--trial')
    expect([refused.code, refused.lines]).toEqual([1, []])
    expect(refused.errors).toContain('production takes none')
    expect((await (await lookUpCertificates(house.db))('FR99', 'TST1'))?.isAnchor).toBe(false)
    await production.close()
    await close()
  }, 60_000)
})

/** The chains in force, where this machine has them. */
const published = join(process.env['VIGIE_2DDOC'] ?? '/work/shared/data/2ddoc', 'tdd/chains')
describe.skipIf(!existsSync(published))('the published chains', () => {
  it('are taken in whole but for those of trial, and all of them on request', () =>
    fresh(async (one) => {
      const names = readdirSync(published).filter((name) => name.endsWith('.der'))
      const files = names.map((name) => ({ name, bytes: readFileSync(join(published, name)) }))
      const report = await importCertificates(one.ctx(), files)
      expect(report).toMatchObject({ found: names.length, ignoredFiles: [] })
      expect(report.refusedTrial).toBeGreaterThan(0)
      expect(report.added).toBe(names.length - report.refusedTrial)
      expect(await importCertificates(one.ctx(), files, { takesTrial: true })).toMatchObject({
        added: report.refusedTrial,
        refusedTrial: 0,
      })
      expect(await kept(one)).toHaveLength(names.length)
    }))
})
