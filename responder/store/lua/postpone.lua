-- Look at a message again later, and say why it waits.
--
-- KEYS  1 due (its lane)   2 message
-- ARGV  1 message id   2 until (ms)   3 why ('' = as it stands there)
--
-- One that is due no more was claimed, settled or erased meanwhile, and stays what it is.

if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
if ARGV[3] ~= '' then redis.call('HSET', KEYS[2], 'reason', ARGV[3]) end
return 1
