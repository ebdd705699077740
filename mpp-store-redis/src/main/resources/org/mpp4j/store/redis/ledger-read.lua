-- KEYS: an entry. ARGV: now, the names of its fields
if redis.call('EXISTS', KEYS[1]) == 0 then
  return {}
end
local version = redis.call('HGET', KEYS[1], 'v')
if version ~= '2' then
  return { -1, version or '(none)' }
end
return redis.call('HMGET', KEYS[1], unpack(ARGV, 2))
