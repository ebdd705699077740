-- ARGV: now, member of the index. An entry of the index that stands for nothing any more is taken out.
local held, unknown = readClaims()
if unknown[1] then
  return { -1, unknown[1] }
end
local c = held[1]
if not c or c.x <= now or c.m == '' or c.s == 'P' or c.s == 'S' then
  strike(1, ARGV[2])
  carryOut()
  return { 'gone' }
end
if not isOpen(c) then
  return { 'busy' }
end
return { 'open', holderOf(c.who), string.sub(c.m, 2) }
