import express from 'express'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { noteUncaught } from '#src/doors/uncaught.ts'
import { unit } from '#src/platform/ctx.ts'
import { runJob } from '#src/platform/job.ts'
import { codeOf, framesOf } from '#src/platform/log.ts'
import { record } from '#src/platform/record.ts'
import { sweep } from '#src/platform/sweep.ts'
import { answerProblem } from '#src/web/problem.ts'
import { hearLog } from '#test/support/hearLog.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let heard: ReturnType<typeof hearLog>
beforeAll(async () => {
  house = await openHouse()
})
beforeEach(() => {
  heard = hearLog()
})
afterEach(() => heard.stop())
afterAll(() => house.close())

/** What errors quote: a value somebody typed, on a line of its own and dressed as a place in the code. */
const secret = 'anne.lenoir@exemple.test 4242424242424242'
class Quoting extends Error {
  override readonly name = 'Quoting'
}
const broken = () => new Quoting(`cannot read ${secret}\n    at ${secret} (file:1:1)`, { cause: new Error(secret) })
const launch = { kind: 'command', by: 'test' } as const

describe('an error is logged by its kind and its place, never by its message', () => {
  it('of a job that stops', async () => {
    const job = { queue: 'sweeps' as const, run: () => Promise.reject(broken()) }
    await expect(runJob({ name: 'broken-job', job, db: house.db, launch })).rejects.toThrow(Quoting)
    expect(heard.text()).toContain('"code":"Quoting"')
    expect(heard.text()).toMatch(/at .*log\.test\.ts/)
    expect(await house.db.selectFrom('job_runs').select('error').where('job', '=', 'broken-job').execute()).toEqual([{ error: 'Quoting' }])
  })

  it('of a row of a sweep, and of what follows a commit', async () => {
    const found = await sweep(house.ctx(), {
      find: async (_ctx, after: string | null) => (after ? [] : ['row']),
      subject: (row) => row,
      each: () => Promise.reject(broken()),
    })
    expect(found).toMatchObject({ failed: 1, touched: [{ subject: 'row', detail: 'Quoting' }] })
    await unit(house.ctx(), async (tx) => {
      tx.afterCommit(() => {
        throw broken()
      })
      await record(tx, 'staff.added', { subject: 'nobody' })
    })
    expect(heard.text().match(/"code":"Quoting"/g)).toHaveLength(2)
  })

  it('of a request that breaks: an error of ours, one of the database, and what is no error at all', async () => {
    const app = express()
    const faults = [broken(), secret, Object.assign(broken(), { code: '23505', detail: secret }), { message: secret }]
    app.get('/:n', (req) => {
      throw faults[Number(req.params['n'])]
    })
    app.use((_req, res, next) => (res.locals['now'] = house.now(), next()))
    app.use(answerProblem(true))
    const server = app.listen(0)
    try {
      for (const n of faults.keys()) {
        const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${n}`)
        expect(answer.status).toBe(500)
        expect(await answer.text()).not.toContain('4242')
      }
    } finally {
      server.close()
    }
    expect(heard.text()).toMatch(/"code":"Quoting"[^]*"code":"unknown"[^]*"code":"23505"[^]*"code":"unknown"/)
  })

  it('of what nobody caught', () => {
    noteUncaught(broken())
    expect(heard.text()).toMatch(/"code":"Quoting".*log\.test\.ts/)
  })

  afterEach(() => expect(heard.text()).not.toMatch(/anne|4242/))
})

it('what was thrown without a stack has no place', () => {
  expect([framesOf('x'), framesOf(undefined), codeOf('x'), codeOf(null)]).toEqual([undefined, undefined, 'unknown', 'unknown'])
})
