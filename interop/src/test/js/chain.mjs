// The chain as anvil has it.
import { maxUint256 } from 'viem'
import { tempoModerato } from 'viem/tempo/chains'

// viem gives expiring transactions a random nonce and minutes to live, for newer versions of Tempo than the one in anvil,
// which wants a zero there and half a minute at most, and never mines anything else. This is a setting of the chain; mppx and
// viem stay as they are.
const SECONDS_TO_LIVE = 25
const [prepare, phases] = tempoModerato.prepareTransactionRequest

function forAnvil(request) {
  const expiring = request.nonceKey === 'expiring' || request.nonceKey === maxUint256 || request.feePayer
  if (!expiring) return request
  return { ...request, nonce: 0, validBefore: request.validBefore ?? Math.floor(Date.now() / 1000) + SECONDS_TO_LIVE }
}

export const chain = {
  ...tempoModerato,
  prepareTransactionRequest: [(request, context) => prepare(forAnvil(request), context), phases],
}

// anvil doesn't look at the calls of a transaction when it estimates what gas it takes.
export const withGas = (gas) => ({
  ...chain,
  prepareTransactionRequest: [(request, context) => prepare(forAnvil({ gas, ...request }), context), phases],
})
