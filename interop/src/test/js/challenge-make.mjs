// challenge-make.mjs <parameters as JSON>: a challenge made by mppx with SECRET_KEY.
// Prints its WWW-Authenticate field, and a credential that echoes it.
import { Challenge, Credential } from 'mppx'

const challenge = Challenge.from({ ...JSON.parse(process.argv[2]), secretKey: process.env.SECRET_KEY })
console.log(
  JSON.stringify({
    field: Challenge.serialize(challenge),
    credential: Credential.serialize({ challenge, payload: { type: 'none' } }),
  }),
)
