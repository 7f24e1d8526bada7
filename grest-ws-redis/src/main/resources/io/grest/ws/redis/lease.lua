-- KEYS nodes, infos   ARGV node, lease ms, info
-- Renews a lease. Answers whether it is new, who is alive, who is dead, and what the nodes tell of themselves.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local new = redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[2]), ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
local moment = string.format('%.0f', now)
return { new, redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. moment, '+inf'),
  redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', moment), redis.call('HGETALL', KEYS[2]) }
