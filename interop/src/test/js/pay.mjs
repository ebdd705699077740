// pay.mjs <url> <method> [<body>]: requests a resource and pays for it. Prints the response as one line of JSON.
import { Receipt } from 'mppx'
import { payer } from './payer.mjs'

const [url, method, body] = process.argv.slice(2)
const mppx = payer()
let credential
mppx.onCredentialCreated((event) => {
  credential = event.credential
})
const response = await mppx.fetch(url, { method, body })
const paid = response.headers.has('payment-receipt')
console.log(
  JSON.stringify({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    ...(credential && { credential }),
    ...(paid && { receipt: Receipt.fromResponse(response) }),
  }),
)
