-- ARGV: now, expected number, member of the index
local held, unknown = readSession()
if unknown then
  return { -1, unknown }
end
if held.n ~= ARGV[2] or held.n == '0' then
  return { 0 }
end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[3])
return { 1 }
