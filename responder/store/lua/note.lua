-- Append an entry that changes nothing, unless the person was erased since somebody looked.
--
-- KEYS  1 timeline   2 customers of the number
-- ARGV  1 the entry (JSON)   2 '1' to look at whose timeline it is   3 its life, as `life` read it
--
-- Returns 1, or 0 where that life is over. A timeline's first entry is never changed and never removed but by
-- an erasure, so its hash names that life. Where there was none, only a customer of ours may have the first.

if ARGV[2] == '1' then
  local first = redis.call('LINDEX', KEYS[1], 0)
  if (first and redis.sha1hex(first) or '') ~= ARGV[3] then return 0 end
  if ARGV[3] == '' and redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
end
redis.call('RPUSH', KEYS[1], ARGV[1])
return 1
