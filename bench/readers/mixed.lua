-- Many readers: the same with random actors, twins and the review queue, which are not kept. On a ledger of 50,000 documents (ledger example `generate`):
-- wrk -t2 -c50 -d40s --latency -s bench/readers/mixed.lua http://127.0.0.1:8000/
local pages = {"/","/recognition","/timeline","/network","/claims","/reactions","/voices","/documents","/actors","/meetings","/impact","/review","/search?q=treaty"}
local n = 0
request = function()
  n = n + 1
  local r = math.random(1, 2)
  if r == 1 then return wrk.format("GET", pages[n % #pages + 1]) end
  local k = math.random(1, 3)
  if k == 1 then return wrk.format("GET", "/documents/" .. math.random(1, 49999)) end
  if k == 2 then return wrk.format("GET", "/actors/" .. math.random(1, 400)) end
  return wrk.format("GET", "/documents/" .. math.random(1, 49999) .. ".json")
end
