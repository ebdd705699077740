-- ARGV: now; then for each claim: who, how it ended, until when it is kept, member of the index.
local STATES = { UNDECIDED = 'U', PAID = 'P', SPENT = 'S' }
local held, unknown = readClaims()
local format
local ended = {}
for i = 1, claims do
  local a = 4 * i - 2
  local how, member, c = ARGV[a + 1], ARGV[a + 3], held[i]
  format = format or unknown[i]
  -- What has ended isn't in flight any more, also if it comes twice.
  if c and isInFlightFor(c, ARGV[a]) and not ended[KEYS[i]] then
    ended[KEYS[i]] = true
    if how == 'RELEASED' then
      forget(i, member)
    else
      write(i, member, true, {
        s = STATES[how], at = now, x = tonumber(ARGV[a + 2]), who = c.who, m = how == 'SPENT' and '' or c.m
      })
    end
  end
end
carryOut()
if format then
  return { -1, format }
end
return { 1 }
