import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import compression from 'compression'
import express, { type NextFunction, type Request, type Response, type Router } from 'express'

const folder = fileURLToPath(new URL('../../public/', import.meta.url))

/**
 * Tabler, as far as it is worn (`npm run styles`), in a cascade layer of its own: any rule of ours wins over it, whatever their weights.
 */
const readTabler = (): string => `@layer tabler{${readFileSync(`${folder}css/tabler.css`, 'utf8')}}`

const files = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(folder + name).isFile()).sort()

/**
 * One hash for the whole folder, worn by the path and not by the file: `./list.js` imported by `app.js` then carries it too.
 */
const readVersion = (): string => {
  const hash = createHash('sha256')
  for (const name of files()) hash.update(name).update(readFileSync(folder + name))
  return hash.digest('hex').slice(0, 12)
}

const newestChange = (): number => Math.max(...files().map((name) => statSync(folder + name).mtimeMs), 0)

let known = { version: '', change: -1 }

/** Hashed once; while developing, again before a page once a file changed. */
export const refreshAssets = (): void => {
  if (known.version && process.env.NODE_ENV === 'production') return
  const change = newestChange()
  if (change !== known.change) known = { version: readVersion(), change }
}

const currentVersion = (): string => {
  if (!known.version) refreshAssets()
  return known.version
}

/** The address of one of our files, good for a year: it changes when any of them does. */
export const asset = (name: string): string => `/assets/${currentVersion()}/${name}`

const dropVersion = (request: Request, response: Response, next: NextFunction) => {
  const version = /^\/([0-9a-f]{12})\//.exec(request.url)?.[1]
  if (version) request.url = request.url.slice(version.length + 1)
  const isCurrent = version === currentVersion()
  response.set('Cache-Control', isCurrent ? 'public, max-age=31536000, immutable' : 'public, max-age=60')
  next()
}

/** Our own sheets, in the order in which they overrule each other, sent as one. */
const sheets = ['tokens', 'base', 'frame', 'forms', 'tables', 'parts', 'case', 'bench', 'merchant', 'staff', 'reviews', 'guide', 'print']
/** The payment page is a stranger's, often on a telephone: it loads what it wears and no more. */
const paySheets = ['tokens', 'base', 'forms', 'pay']
const readSheets = (names: readonly string[]): string => names.map((name) => readFileSync(`${folder}css/${name}.css`, 'utf8')).join('\n')

/** Everything the browser loads, from ourselves. To be mounted at `/assets`, before sessions. */
export const assetRouter = (): Router => {
  const tabler = readTabler()
  return express
    .Router()
    .use(compression(), dropVersion)
    .get('/tabler.css', (_request, response) => {
      response.type('css').send(tabler)
    })
    .get('/app.css', (_request, response) => {
      response.type('css').send(readSheets(sheets))
    })
    .get('/pay.css', (_request, response) => {
      response.type('css').send(readSheets(paySheets))
    })
    .use(express.static(folder, { index: false, cacheControl: false, redirect: false, dotfiles: 'ignore' }))
    .use((_request, response) => {
      response.set('Cache-Control', 'no-store').status(404).type('text').send('404')
    })
}
