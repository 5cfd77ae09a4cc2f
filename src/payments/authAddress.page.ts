import { siteAddress } from '#src/platform/letterhead.ts'

/**
 * Where a payer is sent to authenticate. Always https and always under `3ds.`: one client asserts the name, another dies of an address that
 * is not https, were it only in a list (spec/api.md §5.5). A proxy in front leads it to /v1/redirect of this program
 * (docs/payment-page.md).
 */
export const authAddress = (mode: 'test' | 'live', token: string): string => siteAddress('3ds', `/v1/redirect/${mode}_${token}`)
