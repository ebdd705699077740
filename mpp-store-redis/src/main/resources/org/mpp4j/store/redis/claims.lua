-- Comes before every script about claims. KEYS: the claims, then for each of them the index of open claims.
-- A claim is "3 STATE AT EXPIRY WHO", then a colon and its memo if it has one. WHO is how many bytes its holder and its token
-- have, then both: two users are the same if their WHO is.
local LATENESS = 600000
local STATES_OF_FORMAT_1 = { IN_FLIGHT = 'F', UNDECIDED = 'U', SPENT = 'S' }
local claims = #KEYS / 2

local function whoIs(holder, token)
  return #holder .. ' ' .. #token .. ' ' .. holder .. token
end

local function holderOf(who)
  local bytes, from = string.match(who, '^(%d+) %d+ ()')
  return string.sub(who, from, from + bytes - 1)
end

local function read(value)
  local s, at, x, who, h, t, from = string.match(value, '^3 (%u) (%-?%d+) (%-?%d+) ()(%d+) (%d+) ()')
  if not s then
    local format = string.match(value, '^(%d+) ')
    return nil, format ~= '3' and format or '(none)'
  end
  local memo = from + h + t
  return {
    s = s, at = tonumber(at), x = tonumber(x), who = string.sub(value, who, memo - 1), m = string.sub(value, memo)
  }, nil
end

-- Gives nil if there is none.
local function readOld(key)
  if redis.call('EXISTS', key) == 0 then
    return nil, nil
  end
  local f = redis.pcall('HMGET', key, 'v', 'h', 't', 's', 'at', 'x', 'm')
  if f[1] == '2' then
    return {
      s = f[4], at = tonumber(f[5]), x = tonumber(f[6]), who = whoIs(f[2], f[3]), m = f[7] and ':' .. f[7] or ''
    }, nil
  end
  if f[1] == '1' then
    local old = redis.call('HMGET', key, 'holder', 'state', 'expiresAt')
    -- That format knew no leases: nobody can say that the user is still alive, so the lease has run out.
    return { s = STATES_OF_FORMAT_1[old[2]], at = 0, x = tonumber(old[3]), who = whoIs(old[1], ''), m = '' }, nil
  end
  return nil, f[1] or '(none)'
end

-- Gives the claims, nil where there is none, and the formats of those that this script can't read.
local function readClaims()
  local found, unknown, missing = {}, {}, {}
  for i, value in ipairs(redis.call('MGET', unpack(KEYS, 1, claims))) do
    if value then
      found[i], unknown[i] = read(value)
    else
      missing[#missing + 1] = KEYS[i]
    end
  end
  if #missing > 0 and redis.call('EXISTS', unpack(missing)) > 0 then
    for i = 1, claims do
      if not found[i] and not unknown[i] then
        found[i], unknown[i] = readOld(KEYS[i])
      end
    end
  end
  return found, unknown
end

local function isInFlightFor(c, who)
  return c.s == 'F' and c.who == who
end

-- Whether its holder may go on with it in another attempt.
local function isOpen(c)
  return c.s == 'U' or c.s == 'P' or (c.s == 'F' and c.at <= now)
end

-- All is looked at before anything is written, and the indexes are written first, which can be of another type.
local written, forgotten, entered, struck = {}, {}, {}, {}

local function add(lists, index, one, other)
  local list = lists[index] or {}
  lists[index] = list
  list[#list + 1] = one
  list[#list + 1] = other
end

local function strike(i, member)
  add(struck, KEYS[claims + i], member)
end

-- `before`: whether the claim may be in the index.
local function write(i, member, before, c)
  c.i = i
  written[#written + 1] = c
  if c.m ~= '' and (c.s == 'F' or c.s == 'U') then
    add(entered, KEYS[claims + i], c.at, member)
  elseif before then
    strike(i, member)
  end
end

local function forget(i, member)
  forgotten[#forgotten + 1] = KEYS[i]
  strike(i, member)
end

local function carryOut()
  for index, list in pairs(entered) do
    redis.call('ZADD', index, unpack(list))
  end
  for index, list in pairs(struck) do
    redis.call('ZREM', index, unpack(list))
  end
  for _, c in ipairs(written) do
    -- The ending of a use may come late, and counts if nobody else has taken the key up.
    keep(KEYS[c.i], string.format('3 %s %.0f %.0f ', c.s, c.at, c.x) .. c.who .. c.m, c.s == 'F' and c.x + LATENESS or c.x)
  end
  if #forgotten > 0 then
    redis.call('DEL', unpack(forgotten))
  end
end
