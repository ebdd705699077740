-- What can be added whatever is there already. KEYS: entries by time, undelivered ones; then for each entry: itself, its
-- reference's and its challenge's index. ARGV: now; then for each entry: id, first letter of its kind, time, all that is stored.
-- Everything is looked at before anything is written, since a script that fails half-way isn't undone.
for i = 1, #KEYS do
  local kind = typeOf(KEYS[i])
  local isGood = kind == 'none' or kind == 'zset' and (i <= 2 or i % 3 ~= 0)
  if not isGood and i > 2 and i % 3 == 0 then
    isGood = kind == 'string' or kind == 'hash'
  elseif not isGood and i > 2 then
    local _, unknown = membersOf(KEYS[i])
    isGood, kind = not unknown, unknown
  end
  if not isGood then
    return { -1, kind }
  end
end

local function addTo(index, at, member)
  local kind = typeOf(index)
  if kind == 'zset' then
    redis.call('ZADD', index, at, member)
  else
    redis.call('APPEND', index, (kind == 'none' and NO_MEMBERS or '') .. #member .. ':' .. member)
  end
end

local function settledOf(challenge)
  local settled, done = {}, false
  for _, member in ipairs(membersOf(challenge)) do
    local kind = string.sub(member, 1, 1)
    if kind == 'S' then
      settled[#settled + 1] = string.sub(member, 3)
    elseif kind == 'D' or kind == 'R' then
      done = true
    end
  end
  return settled, done
end

for i = 3, #KEYS, 3 do
  local entry, reference, challenge = KEYS[i], KEYS[i + 1], KEYS[i + 2]
  local a = 2 + (i - 3) / 3 * 4
  local id, kind, at = ARGV[a], ARGV[a + 1], ARGV[a + 2]
  if redis.call('EXISTS', entry) == 0 then
    redis.call('SET', entry, ARGV[a + 3])
    redis.call('ZADD', KEYS[1], at, id)
    addTo(reference, at, id)
    addTo(challenge, at, kind .. ':' .. id)
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
