-- ARGV: now, holder, token, lease, expiry, member of the index, memo if there is one
local held, unknown = readClaim()
if unknown then
  return { 'format', unknown }
end
local leaseEnd = now + tonumber(ARGV[4])
local live = held and held.x > now
if live and not isInFlightFor(held, ARGV[2], ARGV[3]) then
  if held.s == 'S' then
    return { 'SPENT' }
  end
  if held.h == ARGV[2] and isOpen(held) then
    return { 'UNDECIDED' }
  end
  return { 'IN_FLIGHT' }
end
-- Unknown; or this very attempt asks again because the answer was lost.
writeClaim(ARGV[6], held, {
  h = ARGV[2], t = ARGV[3], s = 'F', at = leaseEnd, x = math.max(tonumber(ARGV[5]), leaseEnd), m = ARGV[7] or false
})
return { 'CLAIMED' }
