-- ARGV: now, holder, token, lease, member of the index
local held, unknown = readClaim()
if unknown then
  return { -1, unknown }
end
if not held or held.x <= now or held.h ~= ARGV[2] then
  return { 0 }
end
-- This very attempt asks again if the answer was lost.
if not isOpen(held) and not isInFlightFor(held, ARGV[2], ARGV[3]) then
  return { 0 }
end
held.s = 'F'
held.t = ARGV[3]
held.at = now + tonumber(ARGV[4])
held.x = math.max(held.x, held.at)
writeClaim(ARGV[5], held, held)
return { 1 }
