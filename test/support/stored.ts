import { join } from 'node:path'
import { storedName } from '#src/platform/storage.ts'

/** Where the file of a key lies in the store of `folder`. */
export const storedPath = (folder: string, key: string): string => join(folder, 'sealed', storedName(key).slice(0, 2), storedName(key))
