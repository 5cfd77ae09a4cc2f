/** What a letter needs to know of the house that writes it: where its links lead, and whether all of this is a trial. */
export type Letterhead = { publicUrl: string; isTrial: boolean }

let letterhead: Letterhead = { publicUrl: 'http://127.0.0.1:3000', isTrial: true }

/** Set once by the door that starts the program. */
export const useLetterhead = (said: Letterhead): void => {
  letterhead = said
}

export const isTrialHouse = (): boolean => letterhead.isTrial

/** The full address of one of our pages, for a link in a letter. What is a full address already stays as it is. */
export const fullAddress = (path: string): string => new URL(path, letterhead.publicUrl).href

/** Nothing stands in front of the number of a machine, which is where a trial runs: its own name does. */
const hostOf = ({ hostname, host, port }: URL): string => (/^[\d.]+$|^\[/.test(hostname) ? `localhost${port ? `:${port}` : ''}` : host)

/** The address of a page that payers reach under a name of its own (`3ds.…`, `dsp2.…`). Always https. */
export const siteAddress = (site: string, path: string): string => `https://${site}.${hostOf(new URL(letterhead.publicUrl))}${path}`
