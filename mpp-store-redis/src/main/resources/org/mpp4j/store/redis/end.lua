-- ARGV: now, holder, token, how, until when it is kept, member of the index
local STATES = { UNDECIDED = 'U', PAID = 'P', SPENT = 'S' }
local held, unknown = readClaim()
if unknown then
  return { -1, unknown }
end
if not held or not isInFlightFor(held, ARGV[2], ARGV[3]) then
  return { 0 }
end
if ARGV[4] == 'RELEASED' then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[2], ARGV[6])
  return { 1 }
end
held.s = STATES[ARGV[4]]
held.at = now
held.x = tonumber(ARGV[5])
if held.s == 'S' then
  held.m = false
end
writeClaim(ARGV[6], held, held)
return { 1 }
