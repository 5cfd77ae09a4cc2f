/** What a bank says as we keep it: printable, and no longer than that. */
export const cutWords = (text: string | null, most: number): string | null => text && text.replace(/[^\x20-\x7e]/g, '.').slice(0, most)

/** The reference of a transfer as the answer to it is found again by. */
export const answerKey = (endToEndId: string): string => cutWords(endToEndId, 64) ?? '-'
