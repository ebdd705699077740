// Does what each line of standard input asks for, and answers with one line. Both are JSON.
import { createInterface } from 'node:readline'
import * as challenges from './challenges.mjs'
import * as payer from './payer.mjs'

const tasks = { ...payer, ...challenges }

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
