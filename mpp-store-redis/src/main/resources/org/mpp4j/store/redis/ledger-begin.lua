-- Adds payments of which nothing is known yet, which is the usual case and a tenth of the work; otherwise does nothing and
-- gives 0. KEYS: entries by time, undelivered ones; then entries, and indexes of their references and challenges. ARGV: now;
-- what is stored in each key from the third on; how many entries there are; time and id of each; time and id of each
-- undelivered one.
local AT_ONCE = 1000 -- some thousand arguments more don't go into one call

local function each(list, first, last, action)
  for from = first, last, AT_ONCE do
    action(unpack(list, from, math.min(from + AT_ONCE - 1, last)))
  end
end

local there = 0
each(KEYS, 3, #KEYS, function(...)
  there = there + redis.call('EXISTS', ...)
end)
if there > 0 then
  return { 0 }
end
for i = 1, 2 do
  local kind = redis.call('TYPE', KEYS[i]).ok
  if kind ~= 'none' and kind ~= 'zset' then
    return { -1, kind }
  end
end

local values = {}
for i = 3, #KEYS do
  values[2 * i - 5] = KEYS[i]
  values[2 * i - 4] = ARGV[i - 1]
end
each(values, 1, #values, function(...)
  redis.call('MSET', ...)
end)
local first = #KEYS + 1
local last = first + 2 * ARGV[#KEYS] - 1
each(ARGV, first, last, function(...)
  redis.call('ZADD', KEYS[1], ...)
end)
each(ARGV, last + 1, #ARGV, function(...)
  redis.call('ZADD', KEYS[2], ...)
end)
return { 1 }
