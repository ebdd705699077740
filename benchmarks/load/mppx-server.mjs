// An mppx server that sells the same fortune for the same play money as the load server, for comparison.
// Usage: node mppx-server.mjs PORT, from a folder whose node_modules has mppx.
import http from 'node:http'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(pathToFileURL(process.cwd() + '/'))
const load = (name) => import(pathToFileURL(require.resolve(name)))
const { Method, z } = await load('mppx')
const { Mppx } = await load('mppx/server')

const sandbox = Method.toServer(
  Method.from({
    name: 'sandbox',
    intent: 'charge',
    schema: {
      credential: { payload: z.object({ type: z.literal('token'), token: z.string() }) },
      request: z.object({ amount: z.string(), currency: z.string(), recipient: z.string() }),
    },
  }),
  {
    async verify({ credential }) {
      const { id } = credential.challenge
      // No check for replays: mppx challenges of one millisecond share an id, and honest ones would be refused.
      if (credential.payload.token !== `sandbox:${id}`) throw new Error('not paid')
      return { method: 'sandbox', status: 'success', timestamp: new Date().toISOString(), reference: `sandbox-${id}` }
    },
  },
)

const mppx = Mppx.create({
  methods: [sandbox],
  realm: 'localhost',
  secretKey: 'a-secret-for-benchmarks-0123456789abcdef',
})
const server = http.createServer(async (request, response) => {
  const paid = await Mppx.toNodeListener(
    mppx.charge({ amount: '10000', currency: 'tusd', recipient: 'merchant' }),
  )(request, response)
  if (paid.status === 402) return
  response.setHeader('content-type', 'text/plain;charset=utf-8')
  response.end('The exact amount is the right amount.\n')
})
server.listen(Number(process.argv[2]), '127.0.0.1', () =>
  console.log(`mppx server listens on http://localhost:${server.address().port}`),
)
