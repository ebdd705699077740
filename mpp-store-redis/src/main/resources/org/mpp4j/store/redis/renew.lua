-- ARGV: now, holder, token, lease, member of the index
local held, unknown = readClaim()
if unknown then
  return { -1, unknown }
end
if not held or held.x <= now or not isInFlightFor(held, ARGV[2], ARGV[3]) then
  return { 0 }
end
held.at = now + tonumber(ARGV[4])
held.x = math.max(held.x, held.at)
writeClaim(ARGV[5], held, held)
return { 1 }
