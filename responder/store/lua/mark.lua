-- Note something about a message whose outcome is unknown; one that is known meanwhile, or erased, is left alone.
--
-- KEYS  1 message
-- ARGV  field/value items of the message
--
-- Returns 1 if it was noted.

if redis.call('HGET', KEYS[1], 'state') ~= 'unknown' then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV))
return 1
