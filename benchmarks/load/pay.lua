-- wrk script: asks without paying, answers the challenge with the sandbox's play money, and so on. Counts what was paid.
local alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

local function base64url(text)
  local out = {}
  for i = 1, #text, 3 do
    local a, b, c = text:byte(i, i + 2)
    local n = a * 65536 + (b or 0) * 256 + (c or 0)
    for k = 0, (c and 3) or (b and 2) or 1 do
      local d = math.floor(n / 2 ^ (18 - 6 * k)) % 64
      out[#out + 1] = alphabet:sub(d + 1, d + 1)
    end
  end
  return table.concat(out)
end

local threads = {}
function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  paid, challenged, other = 0, 0, 0
  waiting = {} -- credentials for challenges that came, to be sent next
end

function request()
  local credential = table.remove(waiting)
  if credential then
    return wrk.format('GET', nil, { ['Authorization'] = 'Payment ' .. credential })
  end
  return wrk.format('GET')
end

function response(status, headers, body)
  if status == 402 then
    challenged = challenged + 1
    local challenge = nil
    for name, value in pairs(headers) do
      if name:lower() == 'www-authenticate' then challenge = value end
    end
    local echo = {}
    for name, value in challenge:gmatch('(%a+)="([^"]*)"') do
      echo[#echo + 1] = '"' .. name .. '":"' .. value .. '"'
      if name == 'id' then id = value end
    end
    waiting[#waiting + 1] = base64url('{"challenge":{' .. table.concat(echo, ',')
      .. '},"payload":{"token":"sandbox:' .. id .. '","type":"token"},"source":"did:sandbox:load"}')
  elseif status == 200 then
    paid = paid + 1
  else
    other = other + 1
  end
end

function done(summary, latency, requests)
  local sum, rest = 0, 0
  for _, thread in ipairs(threads) do
    sum = sum + thread:get('paid')
    rest = rest + thread:get('other')
  end
  io.write(string.format('PAID %.1f OTHER %d\n', sum / (summary.duration / 1e6), rest))
end
