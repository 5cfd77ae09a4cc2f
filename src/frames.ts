import type { Frame } from './web/send.ts'
import type { Visit } from './web/visit.ts'

/** What stands around each page, per door: the queues with their counts, the account, the keys. */
export { consoleFrame } from './staff/frame.console.ts'
export { merchantFrame } from './merchants/frame.merchant.ts'
export const plainFrame = async (visit: Visit): Promise<Frame> => ({ home: visit.path.startsWith('/merchant') ? '/merchant' : '/console' })
