-- ARGV: now, value, expiry, token
local value, token, unknown = readRecord()
if unknown then
  return { -1, unknown }
end
if value then
  -- Its own writer asks again if the answer was lost.
  return { token == ARGV[4] and 1 or 0 }
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'v', '2', 'x', ARGV[3], 'd', ARGV[2], 't', ARGV[4])
keepUntil(KEYS[1], tonumber(ARGV[3]))
return { 1 }
