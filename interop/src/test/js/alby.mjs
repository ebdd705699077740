// A payer on Lightning: Alby's client as it is published, and a wallet that lets a node pay.
import { fetchWithMpp } from '@getalby/lightning-tools/402/mpp'

/** Asks a node that can be talked to as to phoenixd. */
function wallet({ url, password }) {
  return {
    async payInvoice({ invoice }) {
      const response = await fetch(`${url}/payinvoice`, {
        method: 'POST',
        headers: { Authorization: `Basic ${Buffer.from(`:${password}`).toString('base64')}` },
        body: new URLSearchParams({ invoice }),
      })
      const { paymentPreimage, reason } = await response.json()
      if (!paymentPreimage) throw new Error(reason)
      return { preimage: paymentPreimage }
    },
  }
}

/** Requests a resource, pays for it, and requests it again. */
export async function buyWithAlby({ url, headers, node }) {
  const response = await fetchWithMpp(url, { headers }, { wallet: wallet(node) })
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    authorizations: response.payment ? [response.payment.credentials.value] : [],
  }
}
