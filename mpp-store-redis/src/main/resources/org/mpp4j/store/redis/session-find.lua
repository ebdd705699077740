-- ARGV: now, member of the index if it came from there
local held, unknown = readSession()
if unknown then
  return { -1, unknown }
end
if held.n == '0' then
  if ARGV[2] then
    redis.call('ZREM', KEYS[2], ARGV[2])
  end
  return { '0' }
end
return { held.n, held.d, held.due }
