import type { Permission } from '#src/kernel/permissions.ts'
import type { Contract } from './endpoint.ts'
import type { Answer } from './answer.ts'
import type { UploadLimits } from './uploads.ts'
import type { Visit } from './visit.ts'

/**
 * Who may come through. `console`: signed-in staff holding the permission (null: any staff); `half`: password given, second factor still
 * due; `circle`: of the closed circle, and to everybody else there is no such address; `merchant`: a signed-in merchant user; `api`: a
 * valid API key; `public`: anybody, on the list that test/house.test.ts keeps.
 */
export type Guard =
  | { door: 'public' }
  | { door: 'console'; permission: Permission | null }
  | { door: 'half' }
  | { door: 'circle'; permission: Permission }
  | { door: 'merchant' }
  | { door: 'api' }

export type Handler = Shown<[]>
/** Draws the form again with what was typed and what is wrong, when the act was refused. */
export type FormPage = Shown<[refused: { values: Record<string, unknown>; errors: Record<string, string> }]>

/**
 * What asks first why a page is needed: `archive`, what is past its active time; `restriction`, somebody whose data is kept and not used.
 * `ask` answers the question where it is to be put, null where the way is free.
 */
export type InnerDoor = { name: 'archive' | 'restriction'; ask: (visit: Visit) => Promise<Answer | null> }
/** What shows something, and the doors it stands behind, the outer one first. */
export type Shown<Rest extends unknown[]> = ((visit: Visit, ...rest: Rest) => Promise<Answer>) & { doors?: readonly InnerDoor[] }

/** Put behind a door. Forms that are drawn again go behind it as well. */
export const behind = <Rest extends unknown[]>(door: InnerDoor, show: Shown<Rest>): Shown<Rest> =>
  Object.assign(async (visit: Visit, ...rest: Rest) => (await door.ask(visit)) ?? show(visit, ...rest), {
    doors: [door, ...(show.doors ?? [])],
  })

/** A door that turns back an act: the question is a page, and nothing was done. */
const turningBack = ({ name, ask }: InnerDoor): InnerDoor => ({
  name,
  ask: async (visit) => {
    const asked = await ask(visit)
    return asked?.kind === 'page' ? { ...asked, status: 403 } : asked
  },
})

/** An act stands behind the doors of the page that it is done from: by a stale tab, or an address alone, nothing is done unseen. */
const actBehind = (page: FormPage | Handler | undefined, act: Handler): Handler =>
  (page?.doors ?? []).map(turningBack).reduceRight((rest, door) => behind(door, rest), act)

export type Route = {
  method: 'get' | 'post' | 'patch' | 'delete'
  path: string
  guard: Guard
  handler: Handler
  form?: FormPage
  /** What a form may carry. */
  files?: UploadLimits
  /** A GET that leaves a reading event: the one write a GET may do. */
  records?: boolean
  /** Of the payment API: what it takes and gives. */
  contract?: Contract
}

export const anybody: Guard = { door: 'public' }
export const anyStaff: Guard = { door: 'console', permission: null }
export const halfSignedIn: Guard = { door: 'half' }
export const merchant: Guard = { door: 'merchant' }
export const apiKey: Guard = { door: 'api' }
/**
 * There for the closed circle alone: whoever is not of it hears what an address that does not exist answers, and nothing of it is counted
 * or logged.
 */
export const inCircle = (permission: Permission): Guard => ({ door: 'circle', permission })
export const may = (permission: Permission): Guard => ({ door: 'console', permission })

/** Reads and shows; changes nothing: its context refuses to begin a transaction. */
export const get = (path: string, guard: Guard, handler: Handler): Route => ({ method: 'get', path, guard, handler })
/** Reads what is sensitive: the reading itself is recorded. */
export const getRecorded = (path: string, guard: Guard, handler: Handler): Route => ({ method: 'get', path, guard, handler, records: true })
/** `form`: the page that a refusal draws again. `from`: the page that it is done from, where a refusal draws none. */
type PostOptions = { form?: FormPage; from?: Handler; files?: UploadLimits }
export const post = (path: string, guard: Guard, handler: Handler, { from, ...options }: PostOptions = {}): Route => ({
  method: 'post',
  path,
  guard,
  handler: actBehind(options.form ?? from, handler),
  ...options,
})
