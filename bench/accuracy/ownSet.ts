export const makeOwnSet = async (_say: (line: string) => void): Promise<string> => { throw new Error('not yet') }
