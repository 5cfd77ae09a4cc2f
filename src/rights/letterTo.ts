import type { RightsRow } from './rights.sql.ts'

export const letterTo = ({ email, language, merchant_id: merchantId }: RightsRow) => ({ address: email ?? '', lang: language, merchantId })

/** Whoever signs in with us follows it there; anybody else has his letters alone. */
export const linkOf = ({ id, merchant_user_id: userId }: RightsRow): { hasArea: boolean; link?: string } => (userId ? { hasArea: true, link: `/merchant/my-data/${id}` } : { hasArea: false })
