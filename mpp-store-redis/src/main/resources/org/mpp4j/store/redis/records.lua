-- Comes before every script about answers and challenges, which are "3 EXPIRY TOKEN VALUE"; the token is its writer's.
-- Gives the value and the token, or nil if there is none; then the format if it is an unknown one.
local function readRecord(key)
  local held = redis.pcall('GET', key)
  if not held then
    return nil, nil, nil
  end
  local x, token, value
  if type(held) == 'string' then
    local from
    x, token, from = string.match(held, '^3 (%-?%d+) (%S+) ()')
    if not x then
      local format = string.match(held, '^(%d+) ')
      return nil, nil, format ~= '3' and format or '(none)'
    end
    value = string.sub(held, from)
  else
    local f = redis.pcall('HMGET', key, 'v', 'x', 'd', 't')
    if f[1] ~= '2' then
      return nil, nil, f[1] or '(none)'
    end
    x, value, token = f[2], f[3], f[4]
  end
  if tonumber(x) <= now then
    return nil, nil, nil
  end
  return value, token, nil
end
