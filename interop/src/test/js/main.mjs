// Does what each line of standard input asks for, and answers with one line. Both are JSON.
import { createInterface } from 'node:readline'
import * as alby from './alby.mjs'
import * as challenges from './challenges.mjs'
import * as payer from './payer.mjs'
import * as server from './server.mjs'
import * as sessions from './sessions.mjs'
import * as solidity from './solidity.mjs'

const tasks = { ...alby, ...challenges, ...payer, ...server, ...sessions, ...solidity }

for await (const line of createInterface({ input: process.stdin })) {
  const { task, ...parameters } = JSON.parse(line)
  let answer
  try {
    answer = await tasks[task](parameters)
  } catch (error) {
    answer = { error: `${task}: ${error.stack}` }
  }
  console.log(JSON.stringify(answer))
}
