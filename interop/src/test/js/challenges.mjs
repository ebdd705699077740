// Challenges as a server with mppx makes and checks them.
import { Challenge, Credential } from 'mppx'

/** Whether a challenge, given as a WWW-Authenticate field, was made with a secret. */
export function verifyChallenge({ field, secretKey }) {
  return { authentic: Challenge.verify(Challenge.deserialize(field), { secretKey }) }
}

/** Makes a challenge: as a WWW-Authenticate field, and as a credential echoes it. */
export function makeChallenge({ parameters, secretKey }) {
  const challenge = Challenge.from({ ...parameters, secretKey })
  return {
    field: Challenge.serialize(challenge),
    authorization: Credential.serialize({ challenge, payload: { type: 'none' } }),
  }
}
