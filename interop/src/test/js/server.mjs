// A server with mppx, which asks for money.
import { Mppx, stripe, tempo } from 'mppx/server'
import { createClient, custom } from 'viem'
import { tempoModerato } from 'viem/tempo/chains'

const nobody = { request: () => Promise.reject(new Error('No node is needed for a challenge')) }

const rails = {
  tempo({ chainId, ...method }) {
    const client = createClient({ chain: { ...tempoModerato, id: chainId }, transport: custom(nobody) })
    return tempo.charge({ ...method, chainId, getClient: () => client })
  },
  stripe: (method) => stripe.charge({ ...method, secretKey: 'sk_test_never_used' }),
}

/** The WWW-Authenticate field of the 402 with which mppx answers an unpaid request to a route. */
export async function issueChallenge({ rail, method, route, realm, secretKey }) {
  const mppx = Mppx.create({ methods: [rails[rail](method)], realm, secretKey })
  const answer = await mppx.charge(route)(new Request('http://localhost/'))
  return { field: answer.challenge.headers.get('WWW-Authenticate') }
}
