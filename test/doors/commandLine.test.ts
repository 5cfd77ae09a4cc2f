import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sayRefusal } from '#src/doors/refusal-words.ts'
import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { lastJson, openCommandLine } from '#test/support/vigie.ts'

let house: House
let line: Awaited<ReturnType<typeof openCommandLine>>
beforeAll(async () => {
  house = await openHouse()
  line = await openCommandLine(house)
})
afterAll(async () => {
  await line?.close()
  await house.close()
})

describe('vigie staff add', () => {
  const add = (email: string, name: string, role = 'analyst') =>
    line.vigie('staff', 'add', '--email', email, '--name', name, '--role', role)

  it('prints the one-time password and the secret, once; the same address a second time is refused', async () => {
    const added = await add(' Lea.Roy@Vigie.test ', 'Léa Roy')
    expect(added).toMatchObject({ code: 0, errors: '' })
    expect(added.lines.join('\n')).toMatch(/lea\.roy@vigie\.test \(analyst\)\nOne-time password: +\S{19}\nTOTP secret: +[A-Z2-7]{32}/)
    expect(await house.db.selectFrom('staff').select(['email', 'name', 'must_change_password']).execute()).toEqual([{
      email: 'lea.roy@vigie.test',
      name: 'Léa Roy',
      must_change_password: true,
    }])
    const again = await add('lea.roy@vigie.test', 'Léa Roy')
    expect([again.code, again.lines, /^vigie: email: /.test(again.errors)]).toEqual([1, [], true])
  }, 30_000)

  it.each([['no-address', 'Léa Roy'], ['a@b.fr', ''], ['a@b.fr', 'L\u202eéa'], ['a@b.fr', 'x'.repeat(101)]])(
    'refuses %j, %j with a sentence',
    async (email, name) => {
      const { code, lines, errors } = await add(email, name)
      expect([code, lines]).toEqual([1, []])
      expect(errors).toMatch(/^vigie: (email|name): [A-Z].+$/m)
    },
    30_000,
  )
})

describe('vigie job run', () => {
  it.each(['2026-02-30T00:00:00Z', '2026-03-04T00:00:00', '2026-03-04', 'tomorrow', '2026-03-04T00:00:00+99:00'])(
    '--at %s is no instant',
    async (at) => {
      const { code, errors } = await line.vigie('job', 'run', 'seal-audit-trail', '--at', at)
      expect(code).toBe(1)
      expect(errors).toContain('an instant with its zone')
    },
    30_000,
  )

  it('a job that stops with an error still tells so in one JSON object, and exits with 1', async () => {
    await house.db.schema.alterTable('audit_blocks').renameTo('audit_blocks_gone').execute()
    try {
      const ran = await line.vigie('job', 'run', 'seal-audit-trail', '--json', '--at', '2026-03-04T00:00:00+01:00')
      expect(ran.code).toBe(1)
      expect(lastJson(ran)).toMatchObject({
        job: 'seal-audit-trail',
        at: '2026-03-03T23:00:00.000Z',
        dryRun: false,
        done: 0,
        skipped: 0,
        failed: 1,
        error: '42P01',
      })
    } finally {
      await house.db.schema.alterTable('audit_blocks_gone').renameTo('audit_blocks').execute()
    }
  }, 30_000)

  it('an unknown job is named', async () => {
    expect(await line.vigie('job', 'run', 'no-such-job')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('no job is called no-such-job'),
    })
  }, 30_000)
})

it('what is refused is told in a sentence, with its values', async () => {
  expect(await sayRefusal(conflict('ledger_day_closed', { day: '2026-03-02' }))).toBe(
    'Nothing is booked on 2026-03-02 any more. Book it on a later day. Nothing was changed.',
  )
  expect(await sayRefusal(invalid({ reason: 'web:field.missing', second: 'web:field.missing' }))).toMatch(/^reason: [A-Z].+; second: [A-Z]/)
  expect(await sayRefusal(notFound())).toMatch(/^The address is wrong/)
  expect(await sayRefusal(conflict('no_words_for_it'))).toBe('no_words_for_it')
})

describe('vigie retention', () => {
  it('reads back the tombstones that it wrote, and erases by no file that anybody else made', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vigie-tombstones-'))
    const [own, foreign] = [join(folder, 'own.csv'), join(folder, 'foreign.csv')]
    expect(await line.vigie('retention', 'tombstones', '--out', own)).toMatchObject({ code: 0 })
    expect(await readFile(own, 'utf8')).toMatch(/^category,hash,at\nseal,[0-9a-f]{64}\n$/)
    expect(await line.vigie('retention', 'resweep', '--file', own)).toMatchObject({
      code: 0,
      lines: ['0 tombstones read, 0 new.', 'Nothing that was erased is back.'],
    })
    await writeFile(foreign, `category,hash,at\npayment,${'0'.repeat(64)},2026-11-30T16:00:00.000Z\n`)
    expect(await line.vigie('retention', 'resweep', '--file', foreign)).toMatchObject({
      code: 1,
      lines: [],
      errors: expect.stringContaining('does not bear this institution’s seal'),
    })
    await rm(folder, { recursive: true })
  }, 30_000)
})
