-- ARGV: now, expected number, next number, token, value, due time, its score (empty: never due), member of the index
local held, unknown = readSession()
if unknown then
  return { -1, unknown }
end
if held.n ~= ARGV[2] then
  -- Its own writer asks again if the answer was lost.
  return { held.n == ARGV[3] and held.t == ARGV[4] and 1 or 0 }
end
redis.call('HSET', KEYS[1], 'v', '2', 'n', ARGV[3], 'd', ARGV[5], 'due', ARGV[6], 't', ARGV[4])
if ARGV[7] == '' then
  redis.call('ZREM', KEYS[2], ARGV[8])
else
  redis.call('ZADD', KEYS[2], ARGV[7], ARGV[8])
end
return { 1 }
