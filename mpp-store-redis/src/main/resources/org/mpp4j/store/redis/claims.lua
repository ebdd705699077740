-- Comes before every script about claims. KEYS: the claim, the index of open claims.
local LATENESS = 600000
local STATES_OF_FORMAT_1 = { IN_FLIGHT = 'F', UNDECIDED = 'U', SPENT = 'S' }

-- Gives the claim, or nil if there is none; then the format if it is one that this script doesn't know.
local function readClaim()
  if redis.call('EXISTS', KEYS[1]) == 0 then
    return nil, nil
  end
  local f = redis.call('HMGET', KEYS[1], 'v', 'h', 't', 's', 'at', 'x', 'm')
  if f[1] == '2' then
    return { h = f[2], t = f[3], s = f[4], at = tonumber(f[5]), x = tonumber(f[6]), m = f[7] }, nil
  end
  if f[1] == '1' then
    local old = redis.call('HMGET', KEYS[1], 'holder', 'state', 'expiresAt')
    -- That format knew no leases: nobody can say that the user is still alive, so the lease has run out.
    return { h = old[1], t = false, s = STATES_OF_FORMAT_1[old[2]], at = 0, x = tonumber(old[3]), m = false }, nil
  end
  return nil, f[1] or '(none)'
end

local function writeClaim(member, before, c)
  if before then
    redis.call('DEL', KEYS[1])
  end
  if c.m then
    redis.call('HSET', KEYS[1], 'v', '2', 'h', c.h, 't', c.t, 's', c.s, 'at', c.at, 'x', c.x, 'm', c.m)
  else
    redis.call('HSET', KEYS[1], 'v', '2', 'h', c.h, 't', c.t, 's', c.s, 'at', c.at, 'x', c.x)
  end
  if c.m and (c.s == 'F' or c.s == 'U') then
    redis.call('ZADD', KEYS[2], c.at, member)
  elseif before then
    redis.call('ZREM', KEYS[2], member)
  end
  -- The ending of a use may come late, and counts if nobody else has taken the key up.
  keepUntil(KEYS[1], c.s == 'F' and c.x + LATENESS or c.x)
end

local function isInFlightFor(c, holder, token)
  return c.s == 'F' and c.h == holder and c.t == token
end

-- Whether its holder may go on with it in another attempt.
local function isOpen(c)
  return c.s == 'U' or c.s == 'P' or (c.s == 'F' and c.at <= now)
end
