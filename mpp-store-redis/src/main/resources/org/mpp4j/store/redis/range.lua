-- KEYS: an index. ARGV: now, the highest score (empty: now), how many at most
local top = ARGV[2]
if top == '' then
  top = now
end
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', top, 'WITHSCORES', 'LIMIT', 0, ARGV[3])
