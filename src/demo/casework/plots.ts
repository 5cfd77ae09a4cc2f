import type { SepaRType } from '#src/platform/db.types.ts'
import type { Place } from './desk.ts'
import type { DefenceName } from './words.ts'

/** How far a contestation has come today. */
export type Stage = 'told' | 'accepted' | 'engaged' | 'submitted' | 'sent' | 'pre_arbitration' | 'won' | 'lost'
/**
 * `ago`: the day it is reported, of a season of ten weeks. `dueIn`: the network's own date, in days from today; absent, the date is ours.
 * `shop`: whose, or of one of his kind; `within`: how many days the payment may be old.
 */
export type Plot = {
  name: string
  shop: Place
  ago: number
  network: string
  code: string
  rType?: SepaRType
  dueIn?: number
  defence?: DefenceName
  stage: Stage
  within?: number
}

/** Merchant's and staff's dates are near, far and passed; each network is there, and each end. */
export const plots: readonly Plot[] = [
  { name: 'near', shop: ['services', 9], ago: 4, network: 'visa', code: '1040', dueIn: 7, stage: 'told' },
  { name: 'fresh', shop: ['goods', 8], ago: 2, network: 'mastercard', code: '4853', stage: 'told' },
  {
    name: 'engaged',
    shop: ['services', 5],
    ago: 12,
    network: 'mastercard',
    code: '4853',
    dueIn: 24,
    defence: 'asDescribed',
    stage: 'engaged',
  },
  { name: 'submitted', shop: ['services', 0], ago: 16, network: 'visa', code: '1261', dueIn: 6, defence: 'twoOrders', stage: 'submitted' },
  { name: 'sent', shop: ['goods', 2], ago: 22, network: 'national', code: '45', dueIn: 6, defence: 'receipt', stage: 'sent' },
  {
    name: 'second',
    shop: ['goods', 8],
    ago: 36,
    network: 'visa',
    code: '1040',
    dueIn: 20,
    defence: 'handedOver',
    stage: 'pre_arbitration',
  },
  { name: 'won', shop: ['goods', 4], ago: 52, network: 'mastercard', code: '4837', dueIn: 8, defence: 'handedOver', stage: 'won' },
  { name: 'lost', shop: ['goods', 0], ago: 46, network: 'visa', code: '1040', dueIn: 4, defence: 'receipt', stage: 'lost' },
  { name: 'accepted', shop: ['services', 7], ago: 24, network: 'national', code: '42', dueIn: 10, stage: 'accepted' },
  { name: 'returned', shop: ['services', 2], ago: 14, network: 'sepa', code: 'AM04', rType: 'return', within: 7, stage: 'told' },
]
