import type { Step, Tone } from './components.ts'
import type { Lang } from './i18n.ts'

/** One line of the left column. `count` is what is open (`isCapped`: at least so many), `breaches` how many are past their time. */
export type NavItem = {
  href: string
  label: string
  icon: string
  isCurrent: boolean
  count?: number
  isCapped?: boolean
  breaches?: number
}
export type NavGroup = { label: string | null; items: NavItem[] }

export type Account = { name: string; role: string; email: string; href: string; signOut: string }
export type Flash = { tone: Tone; text: string }
/** A line of the `?` dialog: the keys as one presses them, and what happens. */
export type Shortcut = { keys: string[]; label: string }

/** What every layout is given. Nothing here is decided by a template. */
export type PageModel = {
  lang: Lang
  /** The thing, its id, its state: « Demande de pièces · Boulangerie Lenoir · en attente ». */
  title: string
  now: Date
  path: string
  home: string
  nav: NavGroup[]
  account: Account | null
  flash: Flash | null
  /** Everything not in production says so. */
  trial: boolean
  /** Minutes without a click before the session ends; null where nobody is signed in. */
  idleMinutes: number | null
  shortcuts: Shortcut[]
  /** Where the search of the top bar goes, and what was searched; null hides it. */
  search: { action: string; value: string } | null
  /** The merchant's progress, shown above the page. */
  steps: Step[]
  /** More modules than app.js: `bench.js`. */
  scripts: string[]
}

const nothing = {
  nav: [],
  account: null,
  flash: null,
  trial: false,
  idleMinutes: null,
  shortcuts: [],
  search: null,
  steps: [],
  scripts: [],
  home: '/',
} satisfies Partial<PageModel>

/** A page with the frame's empty defaults: a face says only what it has. */
export const pageModel = (said: Partial<PageModel> & Pick<PageModel, 'lang' | 'title' | 'now' | 'path'>): PageModel => ({
  ...nothing,
  ...said,
})

/** What the mail layouts are given: who writes, why, and how to answer. */
export type MailModel = {
  lang: Lang
  /** Says what and by when. */
  title: string
  now: Date
  /** The line a mailbox shows beside the subject. */
  preheader: string
  /** Why this person received it. */
  reason: string
  sender: { name: string; address: string; contact: string }
  trial: boolean
}
