-- KEYS: entries by time, undelivered ones; then for each entry: itself, its reference's and its challenge's index.
-- ARGV: now, the names of an entry's fields (comma); then for each entry: id, first letter of the kind, and the fields.
-- Everything is looked at before anything is written, since a script that fails half-way isn't undone.
local names = {}
for name in string.gmatch(ARGV[2], '[^,]+') do
  names[#names + 1] = name
end
local count = (#KEYS - 2) / 3
for i = 1, #KEYS do
  local expected = (i > 2 and i % 3 == 0) and 'hash' or 'zset'
  local kind = redis.call('TYPE', KEYS[i]).ok
  if kind ~= 'none' and kind ~= expected then
    return { 'format', kind }
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

for i = 0, count - 1 do
  local entry, reference, challenge = KEYS[3 + 3 * i], KEYS[4 + 3 * i], KEYS[5 + 3 * i]
  local base = 3 + i * (#names + 2)
  local id, kind = ARGV[base], ARGV[base + 1]
  if redis.call('EXISTS', entry) == 0 then
    local at
    for n = 1, #names do
      local value = ARGV[base + 1 + n]
      redis.call('HSET', entry, names[n], value)
      if names[n] == 'at' then
        at = value
      end
    end
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
