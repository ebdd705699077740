-- ARGV: now, holder, token, lease, expiry, member of the index, memo if there is one
local held, unknown = readClaim()
if unknown then
  return { -1, unknown }
end
local leaseEnd = now + tonumber(ARGV[4])
if held and held.x > now then
  if held.s == 'S' then
    return { 'SPENT' }
  end
  if isOpen(held) then
    return { held.h == ARGV[2] and 'UNDECIDED' or 'IN_FLIGHT' }
  end
  -- This very attempt asks again if the answer was lost.
  return { isInFlightFor(held, ARGV[2], ARGV[3]) and 'CLAIMED' or 'IN_FLIGHT' }
end
writeClaim(ARGV[6], held, {
  h = ARGV[2], t = ARGV[3], s = 'F', at = leaseEnd, x = math.max(tonumber(ARGV[5]), leaseEnd), m = ARGV[7] or false
})
return { 'CLAIMED' }
