// A payer as its users set one up: the mppx client as it is published, an account, and a node.
import { Mppx, tempo } from 'mppx/client'
import { createClient, http, maxUint256 } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { tempoModerato } from 'viem/tempo/chains'

const account = privateKeyToAccount(process.env.PAYER_KEY)

// viem gives expiring transactions a random nonce, for newer Tempo versions than the one in anvil, which wants a zero there
// and never mines anything else. This is a setting of the chain; mppx and viem stay as they are.
const [prepare, phases] = tempoModerato.prepareTransactionRequest
const chain = {
  ...tempoModerato,
  id: Number(process.env.CHAIN_ID),
  prepareTransactionRequest: [
    (request, context) => {
      const expiring = request.nonceKey === 'expiring' || request.nonceKey === maxUint256
      return prepare(expiring ? { ...request, nonce: 0 } : request, context)
    },
    phases,
  ],
}

export function payer(options = {}) {
  const client = createClient({ account, chain, transport: http(process.env.RPC_URL) })
  return Mppx.create({
    methods: [tempo.charge({ account, getClient: () => client, ...options })],
    polyfill: false,
  })
}
