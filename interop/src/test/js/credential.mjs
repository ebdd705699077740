// credential.mjs <WWW-Authenticate>...: pays the one of the challenges that mppx chooses, but sends nothing to the server.
// Prints the value of the Authorization field as JSON.
import { payer } from './payer.mjs'

const headers = new Headers(process.argv.slice(2).map((field) => ['WWW-Authenticate', field]))
const credential = await payer().createCredential(new Response(null, { status: 402, headers }))
console.log(JSON.stringify({ credential }))
