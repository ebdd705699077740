local value, _, unknown = readRecord(KEYS[1])
if unknown then
  return { -1, unknown }
end
if not value then
  return { 0 }
end
redis.call('DEL', KEYS[1])
return { 1 }
