// A payer as its users set one up: the mppx client as it is published, an account, and a node.
import { randomBytes } from 'node:crypto'
import { Challenge, Receipt } from 'mppx'
import { Mppx, stripe, tempo } from 'mppx/client'
import { createClient, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { Account } from 'viem/tempo'
import { chain } from './chain.mjs'

const rails = {
  tempo({ key, p256, accessKey, chainId, node, mode }) {
    const owner = p256 ? Account.fromP256(key) : privateKeyToAccount(key)
    const account = accessKey ? Account.fromSecp256k1(accessKey, { access: owner }) : owner
    const client = createClient({ account, chain: { ...chain, id: chainId }, transport: http(node) })
    return tempo.charge({ account, getClient: () => client, ...(mode && { mode }) })
  },
  // Stripe gives tokens to whoever has a payment method there; the Stripe of the tests takes any, once.
  stripe() {
    return stripe.charge({
      paymentMethod: 'pm_card_visa',
      createToken: async () => `spt_${randomBytes(12).toString('hex')}`,
    })
  },
}

function payer({ wallets = ['tempo'], favorite, ...account }) {
  const preference = (rail) => [`${rail}/charge`, rail === favorite ? 1 : 0.5]
  return Mppx.create({
    methods: wallets.map((rail) => rails[rail](account)),
    polyfill: false,
    ...(favorite && { paymentPreferences: Object.fromEntries(wallets.map(preference)) }),
  })
}

/** Requests a resource, pays for it, and requests it again. */
export async function buy({ url, method, body, ...account }) {
  const mppx = payer(account)
  const authorizations = []
  mppx.onCredentialCreated(({ credential }) => {
    authorizations.push(credential)
  })
  const response = await mppx.fetch(url, { method, body })
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    authorizations,
    ...(response.headers.has('payment-receipt') && { receipt: Receipt.fromResponse(response) }),
  }
}

/** Pays the one of the challenges that mppx chooses, but sends nothing to the server. */
export async function authorize({ challenges, ...account }) {
  const headers = new Headers(challenges.map((field) => ['WWW-Authenticate', field]))
  const response = new Response(null, { status: 402, headers })
  return { authorization: await payer(account).createCredential(response) }
}

/** Pays a challenge by the payment method alone, which does not ask whether it has expired. */
export async function authorizeExpired({ challenges, ...account }) {
  const [charge] = payer(account).methods
  const challenge = Challenge.deserialize(challenges[0])
  return { authorization: await charge.createCredential({ challenge }) }
}
