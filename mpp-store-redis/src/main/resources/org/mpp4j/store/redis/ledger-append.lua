-- KEYS: entries by time, undelivered ones; then for each entry: itself, its reference's and its challenge's index.
-- ARGV: now; then for each entry: id, first letter of the kind, time, how many arguments its fields take, and those.
-- Everything is looked at before anything is written, since a script that fails half-way isn't undone.
for i = 1, #KEYS do
  local expected = (i > 2 and i % 3 == 0) and 'hash' or 'zset'
  local kind = redis.call('TYPE', KEYS[i]).ok
  if kind ~= 'none' and kind ~= expected then
    return { -1, kind }
  end
end

local function settledOf(challenge)
  local settled, done = {}, false
  for _, member in ipairs(redis.call('ZRANGE', challenge, 0, -1)) do
    local kind = string.sub(member, 1, 1)
    if kind == 'S' then
      settled[#settled + 1] = string.sub(member, 3)
    elseif kind == 'D' or kind == 'R' then
      done = true
    end
  end
  return settled, done
end

local argument = 2
for i = 3, #KEYS, 3 do
  local entry, reference, challenge = KEYS[i], KEYS[i + 1], KEYS[i + 2]
  local id, kind, at, fields = ARGV[argument], ARGV[argument + 1], ARGV[argument + 2], tonumber(ARGV[argument + 3])
  local first = argument + 4
  argument = first + fields
  if redis.call('EXISTS', entry) == 0 then
    redis.call('HSET', entry, unpack(ARGV, first, first + fields - 1))
    redis.call('ZADD', KEYS[1], at, id)
    redis.call('ZADD', reference, at, id)
    redis.call('ZADD', challenge, at, kind .. ':' .. id)
    if kind ~= 'U' then
      local settled, done = settledOf(challenge)
      if kind == 'S' and not done then
        redis.call('ZADD', KEYS[2], at, id)
      elseif done and #settled > 0 then
        redis.call('ZREM', KEYS[2], unpack(settled))
      end
    end
  end
end
return { 1 }
