// An mppx server that sells the same as the voucher server, paid from the same channels. It finds them in its store, as after
// a restart. Usage: node mppx-session-server.mjs, from a folder whose node_modules has mppx and viem, with one line of JSON on
// standard input: chainId, node, currency, recipient, escrow, channels (id, deposit, opened, signature, descriptor).
import http from 'node:http'
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(pathToFileURL(process.cwd() + '/'))
const load = (name) => import(pathToFileURL(require.resolve(name)))
const { Store } = await load('mppx')
const { Mppx, tempo } = await load('mppx/server')
const viem = await load('viem')
const { tempoModerato } = await load('viem/tempo/chains')

const lines = createInterface({ input: process.stdin })
const settings = JSON.parse((await lines[Symbol.asyncIterator]().next()).value)
const { chainId, node, currency, recipient, escrow, channels } = settings
const client = viem.createClient({ chain: { ...tempoModerato, id: chainId }, transport: viem.http(node) })
const store = Store.memory()

for (const { id, deposit, opened, signature, descriptor } of channels) {
  await store.put(id, {
    backend: 'precompile',
    channelId: id,
    chainId,
    escrowContract: escrow,
    descriptor,
    payer: descriptor.payer,
    payee: descriptor.payee,
    token: descriptor.token,
    operator: descriptor.operator,
    salt: descriptor.salt,
    authorizedSigner: descriptor.authorizedSigner,
    expiringNonceHash: descriptor.expiringNonceHash,
    closeRequestedAt: 0n,
    deposit: BigInt(deposit),
    settledOnChain: 0n,
    highestVoucherAmount: BigInt(opened),
    highestVoucher: { channelId: id, cumulativeAmount: BigInt(opened), signature },
    spent: BigInt(opened),
    units: 1,
    finalized: false,
    createdAt: new Date().toISOString(),
  })
}

const mppx = Mppx.create({
  methods: [
    tempo.session({ recipient, currency, chainId, unitType: 'request', getClient: () => client, store }),
  ],
  realm: 'localhost',
  secretKey: 'a-secret-for-benchmarks-0123456789abcdef',
})
const session = mppx.session({ amount: '0.001', expires: new Date(Date.now() + 3_600_000).toISOString() })
const server = http.createServer(async (request, response) => {
  const paid = await Mppx.toNodeListener(session)(request, response)
  if (paid.status === 402) return
  response.setHeader('content-type', 'text/plain')
  response.end('paid')
})
server.listen(0, '127.0.0.1', () => console.log(`mppx server listens on http://localhost:${server.address().port}`))
