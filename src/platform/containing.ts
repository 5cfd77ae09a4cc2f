/** The pattern of LIKE that finds a text wherever it stands in another, with its own signs taken as they are. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`
