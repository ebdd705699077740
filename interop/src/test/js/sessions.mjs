// A payer of sessions as its users set one up: the session manager of the mppx client, an account, and a node.
import { Challenge } from 'mppx'
import { Mppx, tempo } from 'mppx/client'
import { createClient, encodeFunctionData, http, parseAbi } from 'viem'
import { prepareTransactionRequest, signTransaction } from 'viem/actions'
import { privateKeyToAccount } from 'viem/accounts'
import { chain, withGas } from './chain.mjs'

const sessions = new Map()

// What opening a channel of the older contract takes: each of its parts has a place of its own in storage.
const ENOUGH_GAS = 3_000_000n
const legacyAbi = parseAbi([
  'function approve(address spender, uint256 amount) returns (bool)',
  'function topUp(bytes32 channelId, uint256 additionalDeposit)',
])

/** Starts one, which opens a channel when it first has to pay. */
export function startSession({ name, key, chainId, node, maxDeposit, topUpAmount, bootstrap, legacy }) {
  const account = privateKeyToAccount(key)
  const network = legacy ? withGas(ENOUGH_GAS) : chain
  const client = createClient({ account, chain: { ...network, id: chainId }, transport: http(node), pollingInterval: 100 })
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
  const manager = (legacy ? tempo.sessionLegacy : tempo.session.manager)({
    account,
    getClient: () => client,
    fetch: recording,
    ...(maxDeposit && { maxDeposit }),
    ...(topUpAmount && { topUpAmount }),
    ...(bootstrap && { bootstrap }),
  })
  sessions.set(name, { manager, requests, client, recording })
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

/** Puts more into a channel of the older contract, with a transaction of one's own. */
export async function legacyTopUp({ name, url, units }) {
  const session = sessions.get(name)
  const { client, manager, recording } = session
  const mppx = Mppx.create({
    methods: [tempo.sessionLegacy.method({ account: client.account, getClient: () => client })],
    polyfill: false,
  })
  const demanded = await recording(url)
  const { request } = Challenge.fromResponse(demanded)
  const token = request.currency
  const escrow = request.methodDetails.escrowContract
  const call = (to, functionName, args) => ({ to, data: encodeFunctionData({ abi: legacyAbi, functionName, args }) })
  const prepared = await prepareTransactionRequest(client, {
    account: client.account,
    calls: [call(token, 'approve', [escrow, BigInt(units)]), call(escrow, 'topUp', [manager.channelId, BigInt(units)])],
    feeToken: token,
    nonceKey: 'expiring',
  })
  const authorization = await mppx.createCredential(demanded, {
    action: 'topUp',
    channelId: manager.channelId,
    transaction: await signTransaction(client, prepared),
    additionalDepositRaw: units,
  })
  const response = await recording(url, { method: 'POST', headers: { authorization } })
  return state(session, { status: response.status, body: await response.text() })
}

/** Ends the channel together with the server. */
export async function sessionClose({ name }) {
  const session = sessions.get(name)
  const receipt = await session.manager.close()
  return state(session, receipt ? { receipt } : {})
}
