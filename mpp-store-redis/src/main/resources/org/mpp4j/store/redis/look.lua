-- ARGV: now, member of the index. An entry of the index that stands for nothing any more is taken out.
local held, unknown = readClaim()
if unknown then
  return { -1, unknown }
end
if not held or held.x <= now or not held.m or held.s == 'P' or held.s == 'S' then
  redis.call('ZREM', KEYS[2], ARGV[2])
  return { 'gone' }
end
if not isOpen(held) then
  return { 'busy' }
end
return { 'open', held.h, held.m }
