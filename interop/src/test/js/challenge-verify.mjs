// challenge-verify.mjs <WWW-Authenticate>: tells whether mppx takes a challenge for one made with SECRET_KEY.
import { Challenge } from 'mppx'

const challenge = Challenge.deserialize(process.argv[2])
console.log(JSON.stringify({ authentic: Challenge.verify(challenge, { secretKey: process.env.SECRET_KEY }) }))
