/**
 * A table that is looked up by words from outside (a name, a scan, a list of somebody's). A plain object also answers to `constructor` and
 * to everything else its prototype has; this one to nothing but its own.
 */
export const dictionary = <T>(entries: Readonly<Record<string, T>>): Record<string, T> =>
  Object.assign(Object.create(null) as Record<string, T>, entries)
