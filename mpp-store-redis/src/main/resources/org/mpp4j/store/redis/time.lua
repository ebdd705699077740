-- Comes before every other script. ARGV[1] is the caller's time in milliseconds; empty: this server's own time counts.
local FOREVER = 9007199254740991
-- Callers' clocks differ, and what one of them has to see must not be gone by another's reckoning.
local SLACK = 60000

local callersTime = ARGV[1] ~= ''
local now
if callersTime then
  now = tonumber(ARGV[1])
else
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- Sets a key, and leaves it to Redis to delete it when the moment has come.
local function keep(key, value, moment)
  if moment >= FOREVER then
    redis.call('SET', key, value)
  elseif callersTime then
    redis.call('SET', key, value, 'PX', math.max(moment - now, 0) + SLACK)
  else
    redis.call('SET', key, value, 'PX', math.max(moment - now, 1))
  end
end
