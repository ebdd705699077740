// A payer of sessions as its users set one up: the session manager of the mppx client, an account, and a node.
import { tempo } from 'mppx/client'
import { createClient, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { chain } from './chain.mjs'

const sessions = new Map()

/** Starts one, which opens a channel when it first has to pay. */
export function startSession({ name, key, chainId, node, maxDeposit, topUpAmount, bootstrap }) {
  const account = privateKeyToAccount(key)
  const client = createClient({ account, chain: { ...chain, id: chainId }, transport: http(node), pollingInterval: 100 })
  const requests = []
  const recording = async (input, init) => {
    const request = new Request(input, init)
    const response = await fetch(request)
    requests.push({
      method: request.method,
      status: response.status,
      ...(request.headers.has('authorization') && { authorization: request.headers.get('authorization') }),
    })
    return response
  }
  const manager = tempo.session.manager({
    account,
    getClient: () => client,
    fetch: recording,
    ...(maxDeposit && { maxDeposit }),
    ...(topUpAmount && { topUpAmount }),
    ...(bootstrap && { bootstrap }),
  })
  sessions.set(name, { manager, requests })
  return {}
}

function state({ manager, requests }, more) {
  return {
    ...(manager.channelId && { channelId: manager.channelId }),
    cumulative: manager.cumulative.toString(),
    requests: requests.splice(0),
    ...more,
  }
}

/** Requests a resource and pays for it out of the channel. */
export async function sessionFetch({ name, url, method, body }) {
  const session = sessions.get(name)
  const response = await session.manager.fetch(url, { method, body })
  const text = await response.text()
  return state(session, {
    status: response.status,
    body: text,
    ...(response.receipt && { receipt: response.receipt }),
  })
}

/** Reads a stream of events to its end, or until so many have come. */
export async function sessionStream({ name, url, atMost }) {
  const session = sessions.get(name)
  const receipts = []
  const messages = []
  const stream = await session.manager.sse(url, { onReceipt: (receipt) => receipts.push(receipt) })
  for await (const message of stream) {
    messages.push(message)
    if (messages.length === atMost) break
  }
  return state(session, { messages, receipts })
}

/** Puts more into the channel. */
export async function sessionTopUp({ name, amount }) {
  const session = sessions.get(name)
  const receipt = await session.manager.topUp(amount)
  return state(session, receipt ? { receipt } : {})
}

/** Ends the channel together with the server. */
export async function sessionClose({ name }) {
  const session = sessions.get(name)
  const receipt = await session.manager.close()
  return state(session, receipt ? { receipt } : {})
}
