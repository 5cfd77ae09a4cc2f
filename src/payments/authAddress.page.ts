import { fullAddress } from '#src/platform/letterhead.ts'

/**
 * Where a payer is sent to authenticate. Always https and always under `3ds.`: one client asserts the name, another dies of an address that is
 * not https, were it only in a list (spec/api.md §5.5). A proxy in front leads it to /v1/redirect of this program (docs/integrators).
 */
export const authAddress = (mode: 'test' | 'live', token: string): string => `https://3ds.${hostOf(new URL(fullAddress('/')))}/v1/redirect/${mode}_${token}`

/** Nothing stands in front of the number of a machine, which is where a trial runs: its own name does. */
const hostOf = ({ hostname, host, port }: URL): string => (/^[\d.]+$|^\[/.test(hostname) ? `localhost${port ? `:${port}` : ''}` : host)
