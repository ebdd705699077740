-- KEYS: records. ARGV: now; then for each record: expiry, token, all that is stored. Gives how many are as they were to be.
local areNew = redis.call('EXISTS', unpack(KEYS)) == 0
local put, format = 0, nil
local tokens = {} -- of two records with the same name, the first stays
for i, key in ipairs(KEYS) do
  local a = 3 * i - 1
  local value, token, unknown = tokens[key], tokens[key], nil
  if not value and not areNew then
    value, token, unknown = readRecord(key)
  end
  if unknown then
    format = format or unknown
  elseif not value then
    keep(key, ARGV[a + 2], tonumber(ARGV[a]))
    tokens[key] = ARGV[a + 1]
    put = put + 1
  elseif token == ARGV[a + 1] then
    -- Its own writer asks again if the answer was lost.
    put = put + 1
  end
end
if format then
  return { -1, format }
end
return { put }
