-- KEYS meta   ARGV birth, meta ms, renew
-- The position of a topic, which begins its history here if it has none.
local meta = redis.call('HMGET', KEYS[1], 's', 't')
if meta[1] then
  if ARGV[3] == '1' then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
  return meta[1] .. '.' .. meta[2]
end
redis.call('HSET', KEYS[1], 's', 0, 't', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return '0.' .. ARGV[1]
