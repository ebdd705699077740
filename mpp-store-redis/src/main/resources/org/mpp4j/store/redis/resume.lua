-- ARGV: now, who, lease, member of the index
local held, unknown = readClaims()
if unknown[1] then
  return { -1, unknown[1] }
end
local c, who = held[1], ARGV[2]
if not c or c.x <= now or holderOf(c.who) ~= holderOf(who) then
  return { 0 }
end
-- This very attempt asks again if the answer was lost.
if not isOpen(c) and not isInFlightFor(c, who) then
  return { 0 }
end
c.s = 'F'
c.who = who
c.at = now + ARGV[3]
c.x = math.max(c.x, c.at)
write(1, ARGV[4], true, c)
carryOut()
return { 1 }
