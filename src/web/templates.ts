import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Handlebars from 'handlebars'

const folder = fileURLToPath(new URL('../../views/', import.meta.url))
const isReloading = process.env.NODE_ENV !== 'production'

export type Template = Handlebars.TemplateDelegate
type Kept = { template: Template; changed: number }

/** One engine for the house: our helpers, our partials, nothing global. */
export const engine: typeof Handlebars = Handlebars.create()

const kept = new Map<string, Kept>()

/** `strict`: a missing name is an error. Partials see what they are handed and nothing else. A `-text` template is not HTML. */
const compile = (name: string): Template => engine.compile(readFileSync(join(folder, `${name}.hbs`), 'utf8'), {
  strict: true, explicitPartialContext: true, preventIndent: true, noEscape: name.endsWith('-text'),
})

const changedAt = (name: string): number => (isReloading ? statSync(join(folder, `${name}.hbs`)).mtimeMs : 0)

const load = (name: string): Template => {
  const changed = changedAt(name)
  const known = kept.get(name)
  if (known && known.changed === changed) return known.template
  const template = compile(name)
  kept.set(name, { template, changed })
  return template
}

const hbsFiles = (under: string): string[] => (existsSync(under) ? readdirSync(under, { recursive: true, encoding: 'utf8' }) : [])
  .filter((name) => name.endsWith('.hbs'))
  .map((name) => name.slice(0, -4).replaceAll('\\', '/'))

/** `views/partials/x.hbs` is `x`; `views/disputes/_row.hbs` is `disputes/_row`. */
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

let isRegistered = false

/** The compiled template of a view, with every partial at hand; while developing, changed files are read again. */
export const template = (name: string): Template => {
  if (isReloading || !isRegistered) registerPartials()
  isRegistered = true
  return load(name)
}
