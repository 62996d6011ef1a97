-- Take tokens from a sender's bucket: as many as there are, at most the wanted ones.
--
-- KEYS  1 rate   (hash: all, rest = tokens; at = ms of the last refill)
-- ARGV  1 now (ms)   2 rate (segments a second)   3 wanted   4 '1' for answers
--
-- Answers may use the whole rate, the rest four fifths of it (DESIGN §7.6). A bucket holds three
-- seconds, because the relay looks for work every two: the provider's queue stays far under its 10 s.
-- Returns how many were taken.

local now, rate, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local stored = redis.call('HMGET', KEYS[1], 'all', 'rest', 'at')
-- Workers' clocks differ a little: time that was counted once is not counted again. A refill that lies further in
-- the future was written by a clock that was wrong; it is taken for now, or nothing would leave until then.
local at = tonumber(stored[3] or '0')
if at - now > 2000 then at = now end
now = math.max(now, at)
local elapsed = (now - at) / 1000
local all_limit, rest_limit = math.max(1, rate * 3), math.max(1, rate * 2.4)
local all = math.min(all_limit, tonumber(stored[1] or all_limit) + elapsed * rate)
local rest = math.min(rest_limit, tonumber(stored[2] or rest_limit) + elapsed * rate * 0.8)

local available = math.floor(ARGV[4] == '1' and all or math.min(all, rest))
local taken = math.max(0, math.min(wanted, available))
all = all - taken
if ARGV[4] ~= '1' then rest = rest - taken end
redis.call('HSET', KEYS[1], 'all', tostring(all), 'rest', tostring(rest), 'at', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], 60000)
return taken
