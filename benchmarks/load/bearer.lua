-- Shows what stands in a file, a line for each: the first to /token, the others in turn to /paid and /long. Counts other answers
-- than 200.
local lines = {}
local requests = {}
local turn = 0
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  for line in io.lines(args[1]) do
    table.insert(lines, line)
  end
  local token = wrk.path:find("^/token") ~= nil
  for i = token and 1 or 2, token and 1 or #lines do
    table.insert(requests, wrk.format("GET", wrk.path, {["Authorization"] = lines[i]}))
  end
  unexpected = 0
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function response(status)
  if status ~= 200 then
    unexpected = unexpected + 1
  end
end

function done(summary)
  local wrong = 0
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get("unexpected")
  end
  print("RATE", summary.requests / summary.duration * 1e6, summary.requests, wrong)
end
