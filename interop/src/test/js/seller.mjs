// A seller of sessions as its operators set one up: the mppx server as it is published, behind Node's HTTP server.
// Usage: node seller.mjs, with one line of JSON on standard input: chainId, node, currency, feeToken, merchantKey, sponsorKey.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { Store } from 'mppx'
import { Mppx, tempo } from 'mppx/server'
import { createClient, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { chain } from './chain.mjs'

const lines = createInterface({ input: process.stdin })
const { chainId, node, currency, feeToken, merchantKey, sponsorKey } = JSON.parse(
  (await lines[Symbol.asyncIterator]().next()).value,
)
const account = privateKeyToAccount(merchantKey)
const client = createClient({
  account,
  chain: { ...chain, id: chainId },
  transport: http(node),
  pollingInterval: 100,
})
const store = Store.memory()

const selling = (more) =>
  Mppx.create({
    methods: [
      tempo.session({ account, recipient: account.address, currency, chainId, feeToken, getClient: () => client, store, ...more }),
    ],
    realm: 'localhost',
    secretKey: 'the-interop-tests-share-this-secret-with-nobody',
  })
const plain = selling({})
const streaming = selling({ sse: true })
const sponsoring = selling({ feePayer: privateKeyToAccount(sponsorKey) })

const perRequest = { amount: '0.001', unitType: 'request', suggestedDeposit: '0.005' }
const goods = {
  '/session': plain.session(perRequest),
  '/sponsored': sponsoring.session(perRequest),
  '/stream': streaming.session({ amount: '0.0001', unitType: 'token', suggestedDeposit: '0.0003' }),
}

async function* tokens() {
  for (let i = 0; i < 8; i++) yield `token ${i}`
}

function requestOf(incoming) {
  const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]))
  return new Request(`http://localhost:${incoming.socket.localPort}${incoming.url}`, { method: incoming.method, headers })
}

async function respond(incoming) {
  const { pathname, searchParams } = new URL(incoming.url, 'http://localhost')
  if (pathname === '/settle')
    return Response.json({ hash: await tempo.settle(store, client, searchParams.get('channel'), { account, feeToken }) })
  const sale = goods[pathname]
  if (!sale) return new Response(null, { status: 404 })
  const paid = await sale(requestOf(incoming))
  if (paid.status === 402) return paid.challenge
  return paid.withReceipt(pathname === '/stream' ? tokens() : new Response('paid'))
}

const server = createServer(async (incoming, outgoing) => {
  try {
    const response = await respond(incoming)
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    if (response.body) for await (const chunk of response.body) outgoing.write(chunk)
    outgoing.end()
  } catch (error) {
    console.error(error)
    if (!outgoing.headersSent) outgoing.writeHead(500)
    outgoing.end()
  }
})
server.listen(0, '127.0.0.1', () => console.log(`listens on http://localhost:${server.address().port}`))
