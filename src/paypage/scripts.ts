/**
 * The scripts that may run on the payment page: all of them, each with why it is there and the mark by which a browser knows it
 * unchanged (PCI DSS 6.4.3 and 11.6.1; rules.md SEC-06). A script that changes is authorised anew, here:
 * `openssl dgst -sha384 -binary public/pay.js | openssl base64 -A`. test/paypage/scripts.test.ts holds this list against the files.
 */
export const authorisedScripts = [
  {
    name: 'pay.js',
    integrity: 'sha384-+HgjcC7IaYVONpyFbjFEqBijqD1dL6l4DP7wPvPTgyG9MDGjm3WsXK0aOOVdic7O',
    reason:
      'Tells the page that frames ours how far the payer is, sets his figures in groups, sends the form once, leads him back after three seconds.',
    authorisedOn: '2026-11-28',
  },
] as const
