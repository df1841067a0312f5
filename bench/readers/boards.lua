-- Many readers: whole-ledger pages and random texts. On a ledger of 50,000 documents (ledger example `generate`):
-- wrk -t2 -c50 -d40s --latency -s bench/readers/boards.lua http://127.0.0.1:8000/
local pages = {"/","/recognition","/timeline","/network","/claims","/reactions","/voices","/documents","/actors","/meetings","/impact","/search?q=treaty","/actors/5"}
local n = 0
request = function()
  n = n + 1
  if n % 3 > 0 then return wrk.format("GET", pages[n % #pages + 1]) end
  return wrk.format("GET", "/documents/" .. math.random(1, 49999))
end
