-- KEYS: entries by time. ARGV: now, from, to, how many; then time and id of the last entry of the page before, if any.
local first = redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[2])
local last = redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[3]) - 1
if ARGV[5] then
  local rank = redis.call('ZRANK', KEYS[1], ARGV[6])
  if rank then
    rank = rank + 1
  else
    rank = redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[5])
    for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[5], ARGV[5])) do
      if id <= ARGV[6] then
        rank = rank + 1
      end
    end
  end
  first = math.max(first, rank)
end
last = math.min(last, first + tonumber(ARGV[4]) - 1)
if last < first then
  return {}
end
return redis.call('ZRANGE', KEYS[1], first, last)
