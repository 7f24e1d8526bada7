// The origins of all nodes. The page is of the first; at another one it goes on when that is gone.
let origins = [location.origin]
let current = 0

/** Take the origins of all nodes, if there are several. */
export function setNodes(others) {
  origins = [location.origin, ...others.filter((other) => other !== location.origin)]
}

/** Return the origin of the node that is asked next. */
export function origin() {
  return origins[current]
}

/** Ask another node from now on, unless a request of the same time has changed it already. */
export function leave(failed) {
  if (failed === origin()) current = (current + 1) % origins.length
}

/** Return how many nodes there are. */
export function count() {
  return origins.length
}
