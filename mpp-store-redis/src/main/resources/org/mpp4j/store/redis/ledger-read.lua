-- KEYS: an entry. ARGV: now, the names of its fields in format 2. Since format 3 an entry is one string.
local held = redis.pcall('GET', KEYS[1])
if not held then
  return {}
end
if type(held) == 'string' then
  local format = string.match(held, '^(%d+) ')
  if format == '3' then
    return { held }
  end
  return { -1, format or '(none)' }
end
local version = redis.pcall('HGET', KEYS[1], 'v')
if version ~= '2' then
  return { -1, type(version) == 'string' and version or '(none)' }
end
return redis.call('HMGET', KEYS[1], unpack(ARGV, 2))
