// Contracts, from their source.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'

/** The code that a contract has once it is deployed. */
export async function compile({ path }) {
  // Ten megabytes of compiler, which few tests need.
  const { default: solc } = await import('solc')
  const file = basename(path)
  const input = {
    language: 'Solidity',
    sources: { [file]: { content: await readFile(path, 'utf8') } },
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { [file]: { '*': ['evm.deployedBytecode.object'] } },
    },
  }
  const { errors = [], contracts } = JSON.parse(solc.compile(JSON.stringify(input)))
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'))
  return { code: `0x${contracts[file][file.replace('.sol', '')].evm.deployedBytecode.object}` }
}
