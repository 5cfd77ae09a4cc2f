import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Handlebars from 'handlebars'

const folder = fileURLToPath(new URL('../../views/', import.meta.url))
export type Template = Handlebars.TemplateDelegate
/** One engine for the house: our helpers, our partials, nothing global. */
export const engine: typeof Handlebars = Handlebars.create()

const kept = new Map<string, Template>()

/** `strict`: a missing name is an error. Partials see what they are handed and nothing else. A `-text` template is not HTML. */
const compile = (name: string): Template =>
  engine.compile(readFileSync(join(folder, `${name}.hbs`), 'utf8'), {
    strict: true,
    explicitPartialContext: true,
    preventIndent: true,
    noEscape: name.endsWith('-text'),
  })

const load = (name: string): Template => {
  const known = kept.get(name)
  if (known) return known
  const made = compile(name)
  kept.set(name, made)
  return made
}

const hbsFiles = (under: string): string[] =>
  (existsSync(under) ? readdirSync(under, { recursive: true, encoding: 'utf8' }) : [])
    .filter((name) => name.endsWith('.hbs'))
    .map((name) => name.slice(0, -4).replaceAll('\\', '/'))

/** `views/partials/x.hbs` is `x`; `views/fraud/_payments.hbs` is `fraud/_payments`. */
const partialName = (name: string): string | null => {
  if (name.startsWith('partials/')) return name.slice('partials/'.length)
  return /(^|\/)_[^/]+$/.test(name) ? name : null
}

const registerPartials = () => {
  for (const name of hbsFiles(folder)) {
    const partial = partialName(name)
    if (partial) engine.registerPartial(partial, load(name))
  }
}

let readAs = ''

/** The names of all templates and the newest of their dates: what changes when any of them does. */
const state = (): string => {
  const names = hbsFiles(folder)
  return `${names.length} ${Math.max(...names.map((name) => statSync(join(folder, `${name}.hbs`)).mtimeMs))}`
}

/** Reads the partials at first, and everything again once a file changed: asked before each page while developing, once in production. */
export const refreshTemplates = (): void => {
  if (readAs && process.env.NODE_ENV === 'production') return
  const now = state()
  if (now === readAs) return
  kept.clear()
  registerPartials()
  readAs = now
}

/** The compiled template of a view, with every partial at hand. */
export const template = (name: string): Template => {
  if (!readAs) refreshTemplates()
  return load(name)
}
