-- ARGV: now; then for each claim: lease, expiry, who, memo with a colon before it or nothing, member of the index.
-- Gives what was found for each, or a question mark and an unknown format.
local held, unknown = readClaims()

local function claim(i, lease, expiry, who, memo, member)
  if unknown[i] then
    return '?' .. unknown[i]
  end
  local c = held[i]
  if c and c.x > now then
    if c.s == 'S' then
      return 'SPENT'
    end
    if isOpen(c) then
      return holderOf(c.who) == holderOf(who) and 'UNDECIDED' or 'IN_FLIGHT'
    end
    -- This very attempt asks again if the answer was lost.
    return isInFlightFor(c, who) and 'CLAIMED' or 'IN_FLIGHT'
  end
  local leaseEnd = now + lease
  write(i, member, c, { s = 'F', at = leaseEnd, x = math.max(expiry, leaseEnd), who = who, m = memo })
  return 'CLAIMED'
end

local outcomes = {}
for i = 1, claims do
  local a = 5 * i - 3
  outcomes[i] = claim(i, tonumber(ARGV[a]), tonumber(ARGV[a + 1]), ARGV[a + 2], ARGV[a + 3], ARGV[a + 4])
end
carryOut()
return outcomes
