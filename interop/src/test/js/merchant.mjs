// A merchant as its operators set one up: the mppx server as it is published, selling on Tempo behind Node's HTTP server.
// Usage: node merchant.mjs, with one line of JSON on standard input: chainId, node, merchant, sponsorKey, split1, split2.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { Store } from 'mppx'
import { Mppx, tempo } from 'mppx/server'
import { createClient, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { tempoModerato } from 'viem/tempo/chains'

const lines = createInterface({ input: process.stdin })
const { chainId, node, currency, merchant, sponsorKey, split1, split2 } = JSON.parse(
  (await lines[Symbol.asyncIterator]().next()).value,
)
const client = createClient({ chain: { ...tempoModerato, id: chainId }, transport: http(node) })
const store = Store.memory()

const selling = (more) =>
  Mppx.create({
    methods: [tempo.charge({ recipient: merchant, currency, chainId, getClient: () => client, store, ...more })],
    realm: 'localhost',
    secretKey: 'the-interop-tests-share-this-secret-with-nobody',
  })
const plain = selling({})
const sponsoring = selling({ feePayer: privateKeyToAccount(sponsorKey), feeToken: currency })

const goods = {
  '/pull': plain.charge({ amount: '1', supportedModes: ['pull'] }),
  '/push': plain.charge({ amount: '1', supportedModes: ['push'] }),
  '/sponsored': sponsoring.charge({ amount: '1', feePayer: true }),
  '/proof': plain.charge({ amount: '0' }),
  '/splits': plain.charge({
    amount: '1',
    splits: [
      { amount: '0.05', recipient: split1 },
      { amount: '0.01', recipient: split2, memo: `0x${'0'.repeat(56)}deadbeef` },
    ],
  }),
  '/sponsored-splits': sponsoring.charge({
    amount: '1',
    feePayer: true,
    splits: [{ amount: '0.25', recipient: split1 }],
  }),
}

const server = createServer(async (request, response) => {
  const charge = goods[request.url]
  if (!charge) {
    response.writeHead(404).end()
    return
  }
  try {
    const paid = await Mppx.toNodeListener(charge)(request, response)
    if (paid.status !== 402) response.end('paid')
  } catch (error) {
    console.error(error)
    if (!response.headersSent) response.writeHead(500)
    response.end()
  }
})
server.listen(0, '127.0.0.1', () => console.log(`listens on http://localhost:${server.address().port}`))
