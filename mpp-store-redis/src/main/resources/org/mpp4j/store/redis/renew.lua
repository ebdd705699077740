-- ARGV: now, who, lease, member of the index
local held, unknown = readClaims()
if unknown[1] then
  return { -1, unknown[1] }
end
local c = held[1]
if not c or c.x <= now or not isInFlightFor(c, ARGV[2]) then
  return { 0 }
end
c.at = now + ARGV[3]
c.x = math.max(c.x, c.at)
write(1, ARGV[4], true, c)
carryOut()
return { 1 }
