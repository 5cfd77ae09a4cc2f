import { refreshAssets } from './assets.ts'
import type { Lang } from './i18n.ts'
import type { MailModel, PageModel } from './page-model.ts'
import { engine, refreshTemplates, template } from './templates.ts'
import { helpers, safe } from './view-helpers.ts'

export type Layout = 'console' | 'merchant' | 'plain' | 'mail' | 'mail-text'
export type Look = { lang: Lang; layout?: Layout }
/** `page` is the frame's part of the model, needed wherever a layout is named; the rest is the view's own. */
export type ViewModel = { page?: PageModel | MailModel; now?: Date; [name: string]: unknown }

engine.registerHelper(helpers)

/** Says which template stumbled: Handlebars only names the missing word. */
const render = (name: string, model: object, data: object): string => {
  try {
    return template(name)(model, { data })
  } catch (error) {
    throw new Error(`views/${name}.hbs: ${(error as Error).message}`, { cause: error })
  }
}

const lookEvery = 1_000
let lookedAt = Number.NEGATIVE_INFINITY

/** While developing, files that changed are looked for once a second and not at each letter: a portfolio writes hundreds of them. */
const lookForChanges = (): void => {
  const tick = performance.now()
  if (tick - lookedAt < lookEvery) return
  lookedAt = tick
  refreshTemplates()
  refreshAssets()
}

/** A page, a fragment (no layout) or a mail, in one language. A name the template uses and the model lacks is an error. */
export const renderView = (name: string, model: ViewModel, { lang, layout }: Look): string => {
  lookForChanges()
  const data = { lang, now: model.page?.now ?? model.now }
  const body = render(name, model, data)
  return layout ? render(`layouts/${layout}`, { ...model.page, body: safe(body) }, data) : body
}
