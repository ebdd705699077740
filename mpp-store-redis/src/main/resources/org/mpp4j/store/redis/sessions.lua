-- Comes before every script about sessions. KEYS: the session, the index of due times.
-- Gives the number, value, due time and last writer; the number of none is '0'; then the format if it is an unknown one.
local function readSession()
  if redis.call('EXISTS', KEYS[1]) == 0 then
    return { n = '0' }, nil
  end
  local f = redis.call('HMGET', KEYS[1], 'v', 'n', 'd', 'due', 't')
  if f[1] ~= '2' then
    return nil, f[1] or '(none)'
  end
  return { n = f[2], d = f[3], due = f[4], t = f[5] }, nil
end
