import express, { type Request, type RequestHandler, type Response, type Router } from 'express'
import { describe, expect, it } from 'vitest'
import { routes } from '#src/routes.ts'
import { dispatch } from '#src/web/dispatch.ts'
import type { Route } from '#src/web/route.ts'

type Hung = Pick<Route, 'method' | 'path'>

/** Says which route took it, with what it read of the address. */
const note = ({ method, path }: Hung): RequestHandler => (req, res) =>
  void ((res as unknown as { took: string }).took = `${method} ${path} ${JSON.stringify(req.params)}`)
const hang = (all: readonly Hung[], on: Router): void => all.forEach((one) => on[one.method](one.path, note(one)))
const takenBy = (handler: RequestHandler, method: string, path: string): string => {
  const res = { took: 'nobody' }
  handler({ method: method.toUpperCase(), url: `${path}?q=/a/b`, path } as Request, res as unknown as Response, () => undefined)
  return res.took
}

/** One after the other, as Express does. */
const inRow = (all: readonly Hung[]): RequestHandler => {
  const router = express.Router()
  hang(all, router)
  return router as RequestHandler
}

const filled = (path: string, by: string): string => path.replace(/:\w+/g, by)

describe('by how an address begins', () => {
  const all = routes({ isTrial: true })
  const [slow, quick] = [inRow(all), dispatch(all, hang)]

  it.each(['', '/', '//x', '%2f'])('every address of ours followed by “%s” is taken as it would be one after the other', (rest) => {
    const asked = all.flatMap(({ method, path }) =>
      [filled(path, 'x1'), filled(path, '%71').toUpperCase()].flatMap((one) => [method, 'head'].map((by) => [by, one + rest] as const))
    )
    expect(asked.filter(([method, path]) => takenBy(slow, method, path) !== takenBy(quick, method, path))).toEqual([])
  })

  it('is somebody’s where it is ours', () =>
    expect(all.filter(({ method, path }) => takenBy(quick, method, filled(path, 'x1')) === 'nobody')).toEqual([]))

  it('the first of two that would take it does, wherever the parameter stands', () => {
    const two: Hung[] = [{ method: 'get', path: '/:noun/list' }, { method: 'get', path: '/a/:what' }, { method: 'get', path: '/a/list' }, {
      method: 'get',
      path: '/a',
    }, { method: 'get', path: '/' }]
    const [one, other] = [inRow(two), dispatch(two, hang)]
    for (const path of ['/', '/a', '/a/list', '/a/other', '/b/list', '/b/other', '/a/list/', '/b', '//', '/*/list', '/a/*'])
      expect([path, takenBy(other, 'get', path)]).toEqual([path, takenBy(one, 'get', path)])
    expect(takenBy(other, 'get', '/a/list')).toBe('get /:noun/list {"noun":"a"}')
  })

  it('a pattern that reaches over a slash is refused when it is hung', () =>
    expect(() => dispatch([{ method: 'get', path: '/files/*rest' }] as Hung[], hang)).toThrow('/files/*rest'))
})
