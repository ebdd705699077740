-- Comes before every script about answers and challenges. KEYS: the record.
-- Gives the value and the token it was written with, or nil if there is none; then the format if it is an unknown one.
local function readRecord()
  if redis.call('EXISTS', KEYS[1]) == 0 then
    return nil, nil, nil
  end
  local f = redis.call('HMGET', KEYS[1], 'v', 'x', 'd', 't')
  if f[1] ~= '2' then
    return nil, nil, f[1] or '(none)'
  end
  if tonumber(f[2]) <= now then
    return nil, nil, nil
  end
  return f[3], f[4], nil
end
