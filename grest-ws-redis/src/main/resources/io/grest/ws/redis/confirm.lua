-- KEYS stream, meta   ARGV offset, tag, meta ms
-- Answers whether this Redis has a message. If so, writes: a WAIT of the same connection waits for that, and so for the message.
local entry = redis.call('XRANGE', KEYS[1], ARGV[1] .. '-0', ARGV[1] .. '-0')[1]
if not entry or entry[2][2] ~= ARGV[2] then return 0 end
return redis.call('PEXPIRE', KEYS[2], ARGV[3])
