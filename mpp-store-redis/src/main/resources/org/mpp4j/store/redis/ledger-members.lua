-- Comes before scripts about indexes of references and challenges. Such an index is "3 " and its members, each with its length
-- in bytes and a colon in front; in format 2 it is a sorted set. The order says nothing.
local NO_MEMBERS = '3 '

local function typeOf(key)
  return redis.call('TYPE', key).ok
end

-- Gives nil and a format if it is one that this script can't read.
local function membersOf(key)
  local kind = typeOf(key)
  if kind == 'none' then
    return {}, nil
  elseif kind == 'zset' then
    return redis.call('ZRANGE', key, 0, -1), nil
  elseif kind ~= 'string' then
    return nil, kind
  end
  local held = redis.call('GET', key)
  if string.sub(held, 1, 2) ~= NO_MEMBERS then
    return nil, string.match(held, '^(%d+) ') or '(none)'
  end
  local members, at = {}, 3
  while at <= #held do
    local bytes, from = string.match(held, '^(%d+):()', at)
    members[#members + 1] = string.sub(held, from, from + bytes - 1)
    at = from + bytes
  end
  return members, nil
end
