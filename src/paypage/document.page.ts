import type { Answer } from '#src/web/answer.ts'
import { framedPolicy, originOf } from '#src/web/frame-policy.ts'
import type { Lang } from '#src/web/i18n.ts'
import { carryAddress, type MessageStatus } from './messages.ts'
import { authorisedScripts } from './scripts.ts'

/** Where the page goes by itself, after how many milliseconds, and whether the merchant's page may hold it back. */
export type Leave = { to: string; after: number; mayBeHeld: boolean }

export type Shell = {
  lang: Lang
  title: string
  /** The merchant's address to come back to; its origin alone may frame the page and hears of it. */
  returnUrl: string | null
  messages: readonly MessageStatus[]
  leave: Leave | null
  isTest: boolean
}

const noLeave = { to: '', after: 0, mayBeHeld: false }

/** A page of ours that a merchant may frame: its policy, the scripts that may run in it, and what the script is to know. */
export const payPage = (
  view: string,
  { lang, title, returnUrl, messages, leave, isTest }: Shell,
  model: Record<string, unknown>,
  status = 200,
): Answer => {
  const origin = originOf(returnUrl)
  const frame = {
    lang,
    title,
    isTest,
    origin: origin ?? '',
    messages: messages.join(' '),
    carry: carryAddress.join(' '),
    address: returnUrl ?? '',
    scripts: authorisedScripts,
    leave: leave ?? noLeave,
    refresh: leave === null ? '' : `${Math.round(leave.after / 1_000)};url=${leave.to}`,
  }
  return { kind: 'page', view, status, layout: null, lang, model: { ...model, frame }, policy: framedPolicy({ framedBy: origin }) }
}
